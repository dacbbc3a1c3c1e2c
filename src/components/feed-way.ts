/** The pages of a feed, one after the other. One that leads back to itself would be loaded without end. */
export class FeedWay {
  readonly #loaded = new Set<string>();

  /** Where the feed goes on behind this page. */
  after(url: string, next: string | null): string | null {
    this.#loaded.add(url);
    return next === null || this.#loaded.has(next) ? null : next;
  }
}
