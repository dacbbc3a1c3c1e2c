import { maxUrlLength } from '../../../src/shared/reel-limits.ts';

/** A text that cannot be used as a manifest or a playlist. `reason` says what was wrong with it. */
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

/** The beginning of what was found, for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > quotedCharacters ? `${text.slice(0, quotedCharacters)}…` : text);
}
