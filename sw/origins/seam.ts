import type { Bytes } from './attempt.ts';

/** How many overlapping bytes are compared to tell whether two parts belong together. */
export const seamBytes = 16;

/** Returns the last bytes of a body after more of it has arrived. */
export function extendTail(tail: Bytes, more: Bytes): Bytes {
  const fromTail = tail.subarray(Math.min(tail.length, Math.max(0, tail.length + more.length - seamBytes)));
  const fromMore = more.subarray(Math.max(0, more.length - seamBytes));
  const joined = new Uint8Array(fromTail.length + fromMore.length);
  joined.set(fromTail);
  joined.set(fromMore, fromTail.length);
  return joined;
}

/** Whether repeated bytes match the seam, which ends `remainingBytes` after the start of `repeated`. */
export function agrees(seam: Bytes, repeated: Bytes, remainingBytes: number): boolean {
  const place = seam.length - remainingBytes;
  return repeated.every((byte, index) => place + index < 0 || byte === seam[place + index]);
}
