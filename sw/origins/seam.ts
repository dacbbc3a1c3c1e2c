import type { Bytes } from './attempt.ts';

/** So many bytes tell whether two parts belong together. */
export const seamBytes = 16;

/** The last bytes of a body, after more of it has come. */
export function extendTail(tail: Bytes, more: Bytes): Bytes {
  const fromTail = tail.subarray(Math.min(tail.length, Math.max(0, tail.length + more.length - seamBytes)));
  const fromMore = more.subarray(Math.max(0, more.length - seamBytes));
  const joined = new Uint8Array(fromTail.length + fromMore.length);
  joined.set(fromTail);
  joined.set(fromMore, fromTail.length);
  return joined;
}

/** Whether bytes that come once more are those that are here. The seam ends where `leftBytes` more of them have come. */
export function agrees(seam: Bytes, repeated: Bytes, leftBytes: number): boolean {
  const place = seam.length - leftBytes;
  return repeated.every((byte, index) => place + index < 0 || byte === seam[place + index]);
}
