import type { Reel } from '../shared/feed.ts';
import { needsNextPage } from './article-window.ts';
import { describeFeedFailure, slowFeed, slowNoticeAfterMs } from './failure-text.ts';
import type { FeedEntrance, FeedSource } from './feed-source.ts';
import type { PageStatus } from './page-status.ts';

/** How many pages are searched for the reel that the URL names. */
const maxPagesToStart = 10;
/** The reel was on the page of its entrance or on the one after it. */
const pagesFromEntrance = 2;

type StartPoint = FeedEntrance & {
  readonly maxPages: number;
  /** Whether to settle for these reels even if the wanted one is not among them. */
  readonly isFallback: boolean;
};

/** Which feed to load, and where to start in it. */
export type FeedStart = {
  readonly feedUrl: string;
  /** The reel that the page's URL names. */
  readonly startReelId: string | null;
  /** Where the feed was last entered for this reel; null if never. */
  readonly entrance: FeedEntrance | null;
  /** Whether this is the feed of reels saved for offline. */
  readonly isSavedFeed: boolean;
};

export type LoadingOptions = FeedStart & {
  readonly source: FeedSource;
  readonly scroller: Pick<HTMLElement, 'setAttribute'>;
  readonly status: Pick<PageStatus, 'showNotice' | 'hideNotice' | 'showBriefly'>;
  /** Called when reels have been added. Only the first call's `startIndex` counts. */
  readonly onReels: (reels: readonly Reel[], startIndex: number) => void;
  /** Called when there is nothing to watch. */
  readonly onNothingPlays: () => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

/** Loads feed pages just ahead of the viewer, and shows a notice while there is no feed. */
export class FeedLoading {
  #isStarted = false;
  #starting: Promise<void> | null = null;
  #isIncomplete = false;
  /** Whether the viewer has been told why nothing follows the last reel. */
  #hasSaidWhy = false;

  constructor(readonly options: LoadingOptions) {}

  /** Whether loading again may add reels: a page has failed to load, or no reel has been saved yet. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  async load(activeIndex: number): Promise<void> {
    const { source, scroller, status, isSavedFeed } = this.options;
    scroller.setAttribute('aria-busy', 'true');
    // A failure notice from before says more and offers a retry, so it stays.
    const slowTimer = this.#isIncomplete ? undefined : setTimeout(() => this.#showSlow(), slowNoticeAfterMs);
    this.#isIncomplete = false;
    try {
      // A second start would discard what the first one has loaded.
      if (!this.#isStarted) await (this.#starting ??= this.#start().finally(() => (this.#starting = null)));
      while (source.hasMore && needsNextPage(Math.max(0, activeIndex), source.reels.length)) {
        await source.loadMore();
        this.#hasSaidWhy = false;
        this.options.onReels(source.reels, 0);
      }
      if (source.reels.length === 0) {
        status.showNotice({ title: 'Nothing here yet', text: 'This feed has no reels.' });
        this.options.onNothingPlays();
        this.#isIncomplete = isSavedFeed;
      } else status.hideNotice();
    } catch (cause) {
      this.#isIncomplete = true;
      this.#showFailure(cause, activeIndex);
    }
    clearTimeout(slowTimer);
    scroller.setAttribute('aria-busy', 'false');
  }

  #showSlow(): void {
    if (this.options.source.reels.length > 0) return;
    this.options.status.showNotice(slowFeed);
    this.options.onNothingPlays();
  }

  async #start(): Promise<void> {
    const { source } = this.options;
    let failure: unknown;
    for (const startPoint of this.#startPoints) {
      failure = undefined;
      source.startAt(startPoint);
      try {
        for (let page = 0; page < startPoint.maxPages && source.hasMore && this.#startIndex === -1; page += 1) {
          await source.loadMore();
        }
      } catch (cause) {
        failure = cause;
      }
      if (this.#startIndex !== -1 || (startPoint.isFallback && source.reels.length > 0)) break;
    }
    // Reels loaded before the failed page still play.
    if (source.reels.length > 0) this.#begin();
    if (failure !== undefined) throw failure;
  }

  /** A feed service may answer `?reel=` with the page that holds the reel; others answer with their first page. */
  get #startPoints(): readonly StartPoint[] {
    const { feedUrl, startReelId, entrance, isSavedFeed } = this.options;
    const first = { url: feedUrl, offset: 0, isFallback: true };
    if (startReelId === null) return [{ ...first, maxPages: 1 }];
    const search = { ...first, maxPages: maxPagesToStart };
    if (isSavedFeed) return [search];
    const url = new URL(feedUrl);
    url.searchParams.set('reel', startReelId);
    const before = entrance === null ? [] : [{ ...entrance, maxPages: pagesFromEntrance, isFallback: false }];
    return [...before, { ...search, url: url.href }, search];
  }

  #begin(): void {
    const { source, startReelId, status, onReels } = this.options;
    this.#isStarted = true;
    if (startReelId !== null && this.#startIndex === -1) status.showBriefly('That reel is not in this feed');
    onReels(source.reels, Math.max(0, this.#startIndex));
  }

  get #startIndex(): number {
    return this.options.source.reels.findIndex(({ id }) => id === this.options.startReelId);
  }

  #showFailure(cause: unknown, activeIndex: number): void {
    const { source, status, onWarning } = this.options;
    onWarning(cause instanceof Error ? cause.message : String(cause), cause);
    const failure = describeFeedFailure(this.options.isSavedFeed, navigator.onLine);
    if (source.reels.length > 0) {
      // Loaded reels still play. The next swipe requests the page again; at the last reel `Feed.retryFailed` does.
      status.hideNotice();
      if (activeIndex < source.reels.length - 1 || this.#hasSaidWhy) return;
      this.#hasSaidWhy = true;
      return status.showBriefly(failure.title);
    }
    this.options.onNothingPlays();
    status.showNotice({
      ...failure,
      onRetry: () => {
        status.hideNotice();
        this.#isIncomplete = false;
        void this.load(activeIndex);
      },
    });
  }
}
