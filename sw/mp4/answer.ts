import type { ByteRange } from '../decision/resource/identity.ts';
import { sizeOf } from '../decision/mp4/payload.ts';
import { FileChangedError, type FileVersion, type RemoteFile } from './remote-file.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that were made, or a byte range of the file. */
export type Part = Bytes | ByteRange;

/** What an answer is put together from. */
export type Content = { readonly contentType: string; readonly parts: readonly Part[] };

/**
 * Answers with the content, or with the rest of it where a transfer that broke off goes on. The file is asked before
 * the answer begins, so that its refusal can be passed on.
 */
export async function answerWith(
  { contentType, parts }: Content,
  file: RemoteFile,
  version: FileVersion,
): Promise<Response> {
  const totalBytes = parts.reduce((bytes, part) => bytes + lengthOf(part), 0);
  const fromByte = startOf(file.request);
  if (fromByte >= totalBytes) {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${totalBytes}` } });
  }
  const rest = partsFrom(parts, fromByte);
  const media = new Media(rest.filter(isOfFile), file);
  await media.readOn();
  const headers = new Headers({
    'content-type': contentType,
    'content-length': String(totalBytes - fromByte),
    'accept-ranges': 'bytes',
  });
  if (version.etag !== null) headers.set('etag', version.etag);
  if (version.lastModified !== null) headers.set('last-modified', version.lastModified);
  if (version.cacheControl !== '') headers.set('cache-control', version.cacheControl);
  if (fromByte > 0) headers.set('content-range', `bytes ${fromByte}-${totalBytes - 1}/${totalBytes}`);
  return new Response(streamOf(rest, media), { status: fromByte > 0 ? 206 : 200, headers });
}

function startOf({ headers }: RequestInit): number {
  return Number(/^bytes=(\d+)-$/.exec(new Headers(headers).get('range') ?? '')?.[1] ?? 0);
}

function isOfFile(part: Part): part is ByteRange {
  return 'firstByte' in part;
}

function lengthOf(part: Part): number {
  return isOfFile(part) ? sizeOf([part]) : part.length;
}

function partsFrom(parts: readonly Part[], skipBytes: number): Part[] {
  let left = skipBytes;
  const rest = parts.map((part) => {
    const skipped = Math.min(left, lengthOf(part));
    left -= skipped;
    if (!isOfFile(part)) return part.subarray(skipped);
    return { firstByte: part.firstByte + skipped, lastByte: part.lastByte };
  });
  return rest.filter((part) => lengthOf(part) > 0);
}

/** What lies side by side in the file is asked for in one go, whatever is put in between. */
function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const wider: ByteRange[] = [];
  for (const { firstByte, lastByte } of ranges) {
    const last = wider.at(-1);
    if (last === undefined || last.lastByte + 1 !== firstByte) wider.push({ firstByte, lastByte });
    else wider[wider.length - 1] = { firstByte: last.firstByte, lastByte };
  }
  return wider;
}

/** The ranges' bytes, one behind the other. */
class Media {
  readonly #parts: AsyncGenerator<Bytes, void>;
  #part: Bytes = new Uint8Array();

  constructor(ranges: readonly ByteRange[], file: RemoteFile) {
    this.#parts = readAll(joined(ranges), file);
  }

  /** False at the end. */
  async readOn(): Promise<boolean> {
    const { done, value } = await this.#parts.next();
    this.#part = value ?? this.#part;
    return done !== true;
  }

  async *take(bytes: number): AsyncGenerator<Bytes, void> {
    for (let missing = bytes; missing > 0; ) {
      if (this.#part.length === 0 && !(await this.readOn())) return;
      const taken = this.#part.subarray(0, missing);
      this.#part = this.#part.subarray(taken.length);
      missing -= taken.length;
      yield taken;
    }
  }

  async end(): Promise<void> {
    await this.#parts.return();
  }
}

async function* readAll(ranges: readonly ByteRange[], file: RemoteFile): AsyncGenerator<Bytes, void> {
  for (const range of ranges) {
    let missingBytes = sizeOf([range]);
    for await (const part of file.stream(range)) {
      missingBytes -= part.length;
      yield part;
    }
    if (missingBytes !== 0) throw new FileChangedError(file.url, `sent ${missingBytes} bytes less than asked for`);
  }
}

async function* chain(parts: readonly Part[], media: Media): AsyncGenerator<Bytes, void> {
  for (const part of parts) {
    if (isOfFile(part)) yield* media.take(sizeOf([part]));
    else yield part;
  }
}

function streamOf(parts: readonly Part[], media: Media): ReadableStream<Bytes> {
  const bytes = chain(parts, media);
  return new ReadableStream<Bytes>(
    {
      pull: async (controller) => {
        const part = await bytes.next();
        if (part.done === true) controller.close();
        else controller.enqueue(part.value);
      },
      cancel: () => media.end(),
    },
    { highWaterMark: 0 },
  );
}
