import type { ByteRange } from '../decision/resource/identity.ts';
import { sizeOf } from '../decision/mp4/payload.ts';
import { FileChangedError, type FileVersion, type RemoteFile } from './remote-file.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** What an answer is put together from: bytes that were made, and byte ranges of the file. */
export type Content = {
  readonly contentType: string;
  readonly bytes: Bytes;
  readonly spans: readonly ByteRange[];
};

/**
 * Answers with the content, or with the rest of it where a transfer that broke off goes on. The file is asked before
 * the answer begins, so that its refusal can be passed on.
 */
export async function answerWith(
  { contentType, bytes, spans }: Content,
  file: RemoteFile,
  version: FileVersion,
): Promise<Response> {
  const totalBytes = bytes.length + sizeOf(spans);
  const fromByte = startOf(file.request);
  if (fromByte >= totalBytes) {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${totalBytes}` } });
  }
  const rest = spansFrom(spans, Math.max(0, fromByte - bytes.length));
  const media = readAll(rest, file);
  const first = await media.next();
  const headers = new Headers({
    'content-type': contentType,
    'content-length': String(totalBytes - fromByte),
    'accept-ranges': 'bytes',
  });
  if (version.etag !== null) headers.set('etag', version.etag);
  if (version.lastModified !== null) headers.set('last-modified', version.lastModified);
  if (version.cacheControl !== '') headers.set('cache-control', version.cacheControl);
  if (fromByte > 0) headers.set('content-range', `bytes ${fromByte}-${totalBytes - 1}/${totalBytes}`);
  const body = streamOf(chain(bytes.subarray(fromByte), first, media));
  return new Response(body, { status: fromByte > 0 ? 206 : 200, headers });
}

function startOf({ headers }: RequestInit): number {
  return Number(/^bytes=(\d+)-$/.exec(new Headers(headers).get('range') ?? '')?.[1] ?? 0);
}

function spansFrom(spans: readonly ByteRange[], skipBytes: number): ByteRange[] {
  let left = skipBytes;
  return spans.flatMap(({ firstByte, lastByte }) => {
    const skipped = Math.min(left, lastByte - firstByte + 1);
    left -= skipped;
    return firstByte + skipped > lastByte ? [] : [{ firstByte: firstByte + skipped, lastByte }];
  });
}

async function* readAll(spans: readonly ByteRange[], file: RemoteFile): AsyncGenerator<Bytes> {
  for (const span of spans) {
    let missingBytes = sizeOf([span]);
    for await (const part of file.stream(span)) {
      missingBytes -= part.length;
      yield part;
    }
    if (missingBytes !== 0) throw new FileChangedError(file.url, `sent ${missingBytes} bytes less than asked for`);
  }
}

async function* chain(start: Bytes, first: IteratorResult<Bytes, unknown>, rest: AsyncGenerator<Bytes>) {
  if (start.length > 0) yield start;
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

function streamOf(parts: AsyncGenerator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      pull: async (controller) => {
        const part = await parts.next();
        if (part.done === true) controller.close();
        else controller.enqueue(part.value);
      },
      cancel: async () => {
        await parts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
