import { feedPageLimit } from '../shared/feed-page.ts';
import { type FeedPage, type Origin, type Reel, readFeedPage } from '../shared/feed.ts';

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

/** Where the feed can be entered again: a page, and the number of reels before it. */
export type FeedEntrance = { readonly url: string; readonly offset: number };

/** Reels that a viewer may swipe back to where the feed is entered in its middle. */
const reelsBefore = 3;

/** The feed as far as it is loaded, page after page. */
export class FeedSource {
  readonly #options: FeedSourceOptions;
  readonly #byId = new Map<string, Reel>();
  readonly #loadedUrls = new Set<string>();
  readonly #reels: Reel[] = [];
  /** Each page that is loaded, with the place of its first reel. */
  readonly #pages: { readonly url: string; readonly firstIndex: number }[] = [];
  #offset = 0;
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

  /** The reel with this id, as far as the feed is loaded. */
  find(reelId: string): Reel | undefined {
    return this.#byId.get(reelId);
  }

  get origins(): readonly Origin[] {
    return this.#origins;
  }

  /** Reels of the feed before the first one that is loaded. */
  get offset(): number {
    return this.#offset;
  }

  /** Length of the whole feed; null while it is not known. */
  get total(): number | null {
    return this.#nextUrl === null ? this.#offset + this.#reels.length : this.#total;
  }

  get nextUrl(): string | null {
    return this.#nextUrl;
  }

  get hasMore(): boolean {
    return this.#nextUrl !== null;
  }

  /** Forgets what is loaded and begins with another page. */
  startAt({ url, offset }: FeedEntrance): void {
    for (const kept of [this.#byId, this.#loadedUrls]) kept.clear();
    for (const kept of [this.#reels, this.#pages]) kept.length = 0;
    this.#offset = offset;
    this.#nextUrl = url;
  }

  /** Whether the feed begins with the reel at this place, as far as it is known. */
  isFirst(index: number): boolean {
    return index === 0 && this.#pages[0]?.url === this.#options.url;
  }

  /** Where to come in again for the reel at this place. */
  entranceOf(index: number): FeedEntrance {
    const page = this.#pages.findLast(({ firstIndex }) => firstIndex <= Math.max(0, index - reelsBefore));
    return { url: page?.url ?? this.#options.url, offset: this.#offset + (page?.firstIndex ?? 0) };
  }

  /** Loads one more page. Whoever asks while it loads waits for the same page. */
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
    if (firstIndex === 0) this.#offset = page.offset ?? this.#offset;
    this.#pages.push({ url, firstIndex });
    for (const warning of page.warnings) this.#options.onWarning(warning);
    for (const reel of page.reels) {
      if (this.#byId.has(reel.id)) {
        this.#options.onWarning(`Reel "${reel.id}" was left out: an earlier page of the feed has it.`);
        continue;
      }
      this.#byId.set(reel.id, reel);
      this.#reels.push(reel);
    }
    if (page.origins.length > 0) this.#origins = page.origins;
    this.#total = page.total ?? this.#total;
    this.#loadedUrls.add(url);
    this.#nextUrl = this.#wayOn(page.next, url, this.#reels.length > firstIndex);
  }

  /** A feed that leads back, or to pages without anything new, would be asked for without end. */
  #wayOn(next: string | null, url: string, isNew: boolean): string | null {
    if (next === null || (isNew && !this.#loadedUrls.has(next))) return next;
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

export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page = response.body?.pipeThrough(new TransformStream(feedPageLimit<Uint8Array<ArrayBuffer>>()));
  return new Response(page ?? null).json();
}
