import { type FeedPage, type Origin, type Reel, readFeedPage } from '../shared/feed.ts';
import { feedPageLimit } from '../shared/feed-page.ts';

export class FeedLoadError extends Error {
  override readonly name = 'FeedLoadError';
  constructor(
    readonly url: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The feed at ${url} did not load: ${reason}`, options);
  }
}

export type FeedSourceOptions = {
  readonly url: string;
  readonly fetchJson: (url: string) => Promise<unknown>;
  readonly onWarning: (warning: string) => void;
};

/** Where the feed can be entered again: a page, and the number of entries before it. */
export type FeedEntrance = { readonly url: string; readonly offset: number };

/** How many reels the viewer can swipe back to after entering the feed in the middle. */
const reelsBefore = 3;

/** The loaded part of a feed, which grows page by page. */
export class FeedSource {
  readonly #options: FeedSourceOptions;
  readonly #byId = new Map<string, Reel>();
  readonly #reels: Reel[] = [];
  /** Each reel's position among the feed's entries, including those that were left out. */
  readonly #places: number[] = [];
  /** The loaded pages, each with the index of its first reel. */
  readonly #pages: { readonly entrance: FeedEntrance; readonly firstIndex: number }[] = [];
  /** Number of feed entries up to the end of the last loaded page. */
  #entries = 0;
  #origins: readonly Origin[] = [];
  #total: number | null = null;
  #nextUrl: string | null;
  #loading: Promise<void> | null = null;

  constructor(options: FeedSourceOptions) {
    this.#options = options;
    this.#nextUrl = options.url;
  }

  get reels(): readonly Reel[] {
    return this.#reels;
  }

  /** Returns the loaded reel with this id. */
  find(reelId: string): Reel | undefined {
    return this.#byId.get(reelId);
  }

  get origins(): readonly Origin[] {
    return this.#origins;
  }

  /** Returns the number of feed entries before the reel at this index. */
  readonly placeOf = (index: number): number => this.#places[index] ?? 0;

  /** Number of entries in the whole feed; null while unknown. */
  get total(): number | null {
    return this.#nextUrl === null ? this.#entries : this.#total;
  }

  get nextUrl(): string | null {
    return this.#nextUrl;
  }

  get hasMore(): boolean {
    return this.#nextUrl !== null;
  }

  /** Discards what is loaded and starts at another page. */
  startAt({ url, offset }: FeedEntrance): void {
    this.#byId.clear();
    for (const kept of [this.#reels, this.#places, this.#pages]) kept.length = 0;
    this.#entries = offset;
    this.#nextUrl = url;
  }

  /** Whether the reel at this index is known to be the feed's first one. */
  isFirst(index: number): boolean {
    return index === 0 && this.#pages[0]?.entrance.url === this.#options.url;
  }

  /** Returns where to enter the feed again to reach the reel at this index. */
  entranceOf(index: number): FeedEntrance {
    const page = this.#pages.findLast(({ firstIndex }) => firstIndex <= Math.max(0, index - reelsBefore));
    return page?.entrance ?? { url: this.#options.url, offset: 0 };
  }

  /** Loads the next page. Calls during a load wait for the same page. */
  loadMore(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const url = this.#nextUrl;
    if (url === null) return;
    const page = await this.#read(url);
    const firstIndex = this.#reels.length;
    if (firstIndex === 0) this.#entries = page.offset ?? this.#entries;
    this.#pages.push({ entrance: { url, offset: this.#entries }, firstIndex });
    for (const warning of page.warnings) this.#options.onWarning(warning);
    for (const reel of page.entries) {
      const place = this.#entries++;
      if (reel === null) continue;
      if (this.#byId.has(reel.id)) {
        this.#options.onWarning(`Reel "${reel.id}" was left out: the feed has it already.`);
        continue;
      }
      this.#byId.set(reel.id, reel);
      this.#places.push(place);
      this.#reels.push(reel);
    }
    if (page.origins.length > 0) this.#origins = page.origins;
    this.#total = page.total ?? this.#total;
    this.#nextUrl = this.#checkedNext(page.next, url, this.#reels.length > firstIndex);
  }

  /** Returns the next page's URL, or null for a feed that loops or adds nothing new: loading it would never end. */
  #checkedNext(next: string | null, url: string, isNew: boolean): string | null {
    const isLoaded = this.#pages.some(({ entrance }) => entrance.url === next);
    if (next === null || (isNew && !isLoaded)) return next;
    const reason = isNew ? `it leads back to ${next}` : 'it has no reel that is new';
    this.#options.onWarning(`The feed ends with ${url}: ${reason}.`);
    return null;
  }

  async #read(url: string): Promise<FeedPage> {
    try {
      return readFeedPage(await this.#options.fetchJson(url), url);
    } catch (cause) {
      throw new FeedLoadError(url, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
}

const timeoutMs = 15_000;

/** Loads a feed page. Each of `endings` aborts the request, as does a timeout. */
export async function fetchJson(url: string, ...endings: readonly AbortSignal[]): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.any([...endings, AbortSignal.timeout(timeoutMs)]) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page = response.body?.pipeThrough(new TransformStream(feedPageLimit<Uint8Array<ArrayBuffer>>()));
  return new Response(page ?? null).json();
}
