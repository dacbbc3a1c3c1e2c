/** A text that cannot be used as a manifest or a playlist. `reason` says what was wrong with it. */
export class PlaylistError extends Error {
  override readonly name = 'PlaylistError';
  readonly url: string;
  readonly reason: string;

  constructor(url: string, reason: string) {
    super(`${url} ${reason}`);
    this.url = url;
    this.reason = reason;
  }
}
