import { boxTypes } from './damage.ts';

/** The bytes needed to recognise media: a transport stream's first packet and the first byte of the second. */
export const mediaStartBytes = 189;

/**
 * Whether a body begins like a segment or captions, which its name need not show. A key, which may have any name, is
 * shorter than the bytes needed.
 */
export function startsAsMedia(start: Uint8Array): boolean {
  if (start.length < mediaStartBytes) return false;
  const text = String.fromCharCode(...start.subarray(0, mediaStartBytes));
  // Transport stream packets, ID3 tags, MPEG sound, or captions.
  return boxTypes.has(text.slice(4, 8)) || /^(?:G[^]{187}G|ID3|\xFF[\xE0-\xFF]|WEBVTT)/.test(text);
}
