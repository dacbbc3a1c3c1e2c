type Bytes = Uint8Array<ArrayBuffer>;

/** Returns the first bytes of a body. */
export async function readStart(body: ReadableStream<Bytes> | null, maxBytes: number): Promise<Bytes> {
  const parts: Bytes[] = [];
  const reader = body?.getReader();
  for (let bytes = 0; bytes < maxBytes; ) {
    const { value } = (await reader?.read()) ?? {};
    if (value === undefined) break;
    parts.push(value.subarray(0, maxBytes - bytes));
    bytes += value.byteLength;
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
