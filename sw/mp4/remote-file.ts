import type { ByteRange } from '../decision/resource/identity.ts';
import { Mp4Error } from '../decision/mp4/mp4-error.ts';

/** Identifies a version of a file, as far as the origin exposes it. */
export type FileVersion = {
  readonly url: string;
  readonly fileBytes: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly cacheControl: string;
};

/** The origin answered, but not with the bytes. Its response explains the failure best. */
export class NoBytesError extends Error {
  override readonly name = 'NoBytesError';
  constructor(
    readonly url: string,
    readonly answer: Response,
  ) {
    super(`${url}: status ${answer.status} for a byte range`);
  }
}

/** A range of the file does not match the index, or no longer does. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
  constructor(
    readonly url: string,
    readonly detail: string,
  ) {
    super(`${url}: ${detail}`);
  }
}

/** A file that is read in byte ranges with the headers, priority and signal of the request that needs them. */
export class RemoteFile {
  #version: FileVersion | null;

  constructor(
    readonly url: string,
    readonly request: RequestInit,
    readonly fetch: typeof globalThis.fetch,
    version: FileVersion | null = null,
  ) {
    this.#version = version;
  }

  /** Null until the first response. */
  get version(): FileVersion | null {
    return this.#version;
  }

  /** Yields the bytes of the range as they arrive; fewer if the file ends before the range does. */
  async *stream({ firstByte, lastByte }: ByteRange): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const headers = new Headers(this.request.headers);
    headers.delete('if-range');
    headers.set('range', `bytes=${firstByte}-${lastByte}`);
    const answer = await this.fetch(this.url, { ...this.request, headers });
    if (answer.status !== 200 && answer.status !== 206) throw new NoBytesError(this.url, answer);
    const reader = answer.body?.getReader();
    try {
      this.#check(answer, firstByte);
      for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
        yield part.value;
      }
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }

  async read(range: ByteRange): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const part of this.stream(range)) parts.push(part);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    const fileBytes = this.#version?.fileBytes ?? null;
    const dueBytes = fileBytes === null ? bytes.length : Math.min(range.lastByte + 1, fileBytes) - range.firstByte;
    if (bytes.length !== dueBytes) throw new FileChangedError(this.url, `sent ${bytes.length} of ${dueBytes} bytes`);
    return bytes;
  }

  #check(answer: Response, firstByte: number): void {
    if (answer.status === 200) throw new Mp4Error('no-ranges', `${this.url} is only sent as a whole`);
    const seen = versionOf(answer, this.url, firstByte);
    const known = this.#version;
    if (known !== null && isOtherVersion(known, seen)) throw new FileChangedError(this.url, 'it has changed');
    this.#version ??= seen;
  }
}

function versionOf({ headers }: Response, url: string, firstByte: number): FileVersion {
  // Cross-origin responses may not expose Content-Range.
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (first !== undefined && Number(first) !== firstByte) {
    throw new FileChangedError(url, `sent bytes from ${first}, not from ${firstByte}`);
  }
  return {
    url,
    fileBytes: size === undefined || size === '*' ? null : Number(size),
    etag: headers.get('etag'),
    lastModified: headers.get('last-modified'),
    cacheControl: headers.get('cache-control') ?? '',
  };
}

/** Replicas may differ in ETag and date for the same bytes, but not in size. */
function isOtherVersion(known: FileVersion, seen: FileVersion): boolean {
  const differ = (key: 'fileBytes' | 'etag' | 'lastModified') =>
    known[key] !== null && seen[key] !== null && known[key] !== seen[key];
  const isSameOrigin = new URL(known.url).origin === new URL(seen.url).origin;
  return differ('fileBytes') || (isSameOrigin && (differ('etag') || differ('lastModified')));
}
