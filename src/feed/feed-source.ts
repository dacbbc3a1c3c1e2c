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

/** The feed as far as it is loaded, page after page. */
export class FeedSource {
  readonly #options: FeedSourceOptions;
  readonly #ids = new Set<string>();
  readonly #loadedUrls = new Set<string>();
  readonly #reels: Reel[] = [];
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

  get origins(): readonly Origin[] {
    return this.#origins;
  }

  /** Length of the whole feed; null while it is not known. */
  get total(): number | null {
    return this.#nextUrl === null ? this.#reels.length : this.#total;
  }

  get nextUrl(): string | null {
    return this.#nextUrl;
  }

  get hasMore(): boolean {
    return this.#nextUrl !== null;
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
    const reelsBefore = this.#reels.length;
    for (const warning of page.warnings) this.#options.onWarning(warning);
    for (const reel of page.reels) {
      if (this.#ids.has(reel.id)) {
        this.#options.onWarning(`Reel "${reel.id}" was left out: an earlier page of the feed has it.`);
        continue;
      }
      this.#ids.add(reel.id);
      this.#reels.push(reel);
    }
    if (page.origins.length > 0) this.#origins = page.origins;
    this.#total = page.total ?? this.#total;
    this.#loadedUrls.add(url);
    this.#nextUrl = this.#wayOn(page.next, url, this.#reels.length > reelsBefore);
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
export const maxFeedPageBytes = 8 * 1024 * 1024;

export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Response(response.body?.pipeThrough(atMost(maxFeedPageBytes)) ?? null).json();
}

function atMost(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(new Error(`it has more than ${maxBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
