import { boxTypes } from './damage.ts';

/** So many bytes tell: of a transport stream the first packet, and how the second begins. */
export const mediaStartBytes = 189;

/**
 * Whether a body begins as segments and captions do. Names need not tell it, and a key, which may have any name, is
 * shorter.
 */
export function startsAsMedia(start: Uint8Array): boolean {
  if (start.length < mediaStartBytes) return false;
  const text = String.fromCharCode(...start.subarray(0, mediaStartBytes));
  // A transport stream's packets; tags and MPEG sound; captions.
  return boxTypes.has(text.slice(4, 8)) || /^(?:G[^]{187}G|ID3|\xFF[\xE0-\xFF]|WEBVTT)/.test(text);
}
