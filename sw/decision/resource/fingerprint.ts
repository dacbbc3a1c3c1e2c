import { md5 } from './md5.ts';

/** Short, the same for equal texts alone, and no way back to them. */
export function fingerprint(text: string): string {
  const codes = text.split('').map((character) => character.charCodeAt(0));
  // Names are written in every script: what does not fit into one byte takes three.
  const digest = md5(Uint8Array.from(codes.flatMap((code) => (code < 256 ? code : [0, code >> 8, code]))));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
