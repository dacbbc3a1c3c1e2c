import type { Bytes } from '../attempt.ts';

export function join(chunks: readonly Bytes[]): Bytes {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

export async function readAll(stream: ReadableStream<Bytes>): Promise<Bytes> {
  const chunks: Bytes[] = [];
  for (const reader = stream.getReader(); ; ) {
    const part = await reader.read();
    if (part.done) return join(chunks);
    chunks.push(part.value);
  }
}

export async function bytesOf(body: Blob): Promise<Bytes> {
  return new Uint8Array(await body.arrayBuffer());
}
