import { maxUrlLength } from '../../../src/shared/reel-limits.ts';

/** Thrown for a text that cannot be used as a manifest or playlist. `reason` says why. */
export class PlaylistError extends Error {
  override readonly name = 'PlaylistError';
  readonly url: string;
  readonly reason: string;

  constructor(url: string, reason: string) {
    super(`${url.slice(0, maxUrlLength)} ${reason}`);
    this.url = url;
    this.reason = reason;
  }
}

const quotedCharacters = 40;

/** Quotes the beginning of a text for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > quotedCharacters ? `${text.slice(0, quotedCharacters)}…` : text);
}
