import { md5 } from './md5.ts';

/** Returns a short hash that differs for different texts and does not reveal them. */
export function fingerprint(text: string): string {
  const codes = text.split('').map((character) => character.charCodeAt(0));
  // Names may be in any script: a character that does not fit into one byte takes three.
  const digest = md5(Uint8Array.from(codes.flatMap((code) => (code < 256 ? code : [0, code >> 8, code]))));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
