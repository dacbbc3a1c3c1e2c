/** Follows the pages of a feed. One that links back to a loaded page would be loaded endlessly. */
export class FeedPagination {
  readonly #loaded = new Set<string>();

  /** Returns the URL of the page after this one; null at the end, or if that page was loaded before. */
  after(url: string, next: string | null): string | null {
    this.#loaded.add(url);
    return next === null || this.#loaded.has(next) ? null : next;
  }
}
