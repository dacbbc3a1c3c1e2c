/** Returns the first bytes of a body, each as one character. */
export async function readStart(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  let start = '';
  while (start.length < maxBytes) {
    const { value, done } = await reader.read();
    if (done) break;
    for (const byte of value) start += String.fromCharCode(byte);
  }
  return start.slice(0, maxBytes);
}
