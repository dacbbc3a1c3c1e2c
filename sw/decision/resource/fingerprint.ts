import { md5 } from './md5.ts';

/** Short, the same for equal texts alone, and no way back to them. */
export function fingerprint(text: string): string {
  const digest = md5(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
