import { mediaUrl, type Origin, type Reel, readFeedPage } from '../shared/feed.ts';

/** The feed as the site has given it, page after page. */
export class HostFeed {
  #origins: readonly Origin[] = [];
  #next: string | null = null;
  /** Number of entries before the first one here. */
  #offset = 0;
  /** Entries at the site's own indexes: null for an entry that was left out. */
  #entries: (Reel | null)[] = [];
  readonly #reels: Reel[] = [];
  /** For each reel, its index among the entries. */
  readonly #places: number[] = [];
  readonly #indexes = new Map<string, number>();
  /** The ids that the site has given as numbers. */
  readonly numberIds = new Set<number>();

  constructor(readonly pageUrl: string) {}

  get reels(): readonly Reel[] {
    return this.#reels;
  }

  get origins(): readonly Origin[] {
    return this.#origins;
  }

  get next(): string | null {
    return this.#next;
  }

  /** Appends a page. Returns one sentence for each problem found in it. */
  add(json: unknown): readonly string[] {
    const { origins, entries, next, offset, warnings } = readFeedPage(json, this.pageUrl);
    if (origins.length > 0) this.#origins = origins;
    if (this.#entries.length === 0) this.#offset = offset ?? 0;
    this.#next = next;
    for (const id of numberIdsOf(json)) this.numberIds.add(id);
    const repeated: string[] = [];
    for (const reel of entries) {
      // A repeated reel takes up an index too: the site may show the reel by either index.
      this.#entries.push(reel);
      if (reel === null) continue;
      if (this.#indexes.has(reel.id)) {
        repeated.push(`Reel "${reel.id}" was left out: the feed has it already.`);
        continue;
      }
      this.#indexes.set(reel.id, this.#reels.length);
      this.#reels.push(reel);
      this.#places.push(this.#entries.length - 1);
    }
    return [...warnings, ...repeated];
  }

  /** Returns the URL at which the page requests a path. */
  urlOf(path: string): string {
    return mediaUrl(path, this.#origins[0], this.pageUrl);
  }

  /** Returns how many entries of the feed precede the reel at this index. */
  placeOf(index: number): number {
    return this.#offset + (this.#places[index] ?? 0);
  }

  /** Returns undefined if the feed has no such reel. */
  find(reel: string | number): Reel | undefined {
    const index = this.indexOf(reel);
    return index === undefined ? undefined : this.#reels[index];
  }

  /** Returns the index of a reel among the playable ones; undefined if the feed has no such reel. */
  indexOf(reel: string | number): number | undefined {
    if (typeof reel === 'string') return this.#indexes.get(reel);
    if (this.numberIds.has(reel)) return this.#indexes.get(String(reel));
    const entry = this.#entries[reel];
    return entry === undefined || entry === null ? undefined : this.#indexes.get(entry.id);
  }
}

function numberIdsOf(json: unknown): number[] {
  const listed: unknown = Array.isArray(json) ? json : Object(json).reels;
  if (!Array.isArray(listed)) return [];
  return listed.map((entry: unknown): unknown => Object(entry).id).filter((id) => typeof id === 'number');
}
