import type { Reel } from '../shared/feed.ts';
import { needsNextPage } from './article-window.ts';
import { describeFeedFailure, patienceMs, slowFeed } from './failure-text.ts';
import type { FeedEntrance, FeedSource } from './feed-source.ts';
import type { PageStatus } from './page-status.ts';

/** How many pages are looked through for the reel that the address names. */
const mostPagesToStart = 10;
/** The reel is on the page where it was last time, or on the one behind it. */
const pagesFromEntrance = 2;

type WayIn = FeedEntrance & {
  readonly mostPages: number;
  /** Good enough also when it does not lead to the reel. */
  readonly isFeed: boolean;
};

/** Where the feed begins. */
export type FeedStart = {
  readonly feedUrl: string;
  /** The reel that the address names. */
  readonly startReelId: string | null;
  /** Where the feed was entered for this reel before; null when it was not. */
  readonly entrance: FeedEntrance | null;
  /** It is of what is saved for offline. */
  readonly isSavedFeed: boolean;
};

export type LoadingOptions = FeedStart & {
  readonly source: FeedSource;
  readonly scroller: Pick<HTMLElement, 'setAttribute'>;
  readonly status: Pick<PageStatus, 'showNotice' | 'hideNotice' | 'showBriefly'>;
  /** The feed has grown; the first time it begins at this place. */
  readonly onReels: (reels: readonly Reel[], startIndex: number) => void;
  /** There is nothing to look at. */
  readonly onDeadEnd: () => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

/** Loads the feed page after page, as far as the viewer is about to need it, and says why there is none. */
export class FeedLoading {
  #isStarted = false;
  #starting: Promise<void> | null = null;
  #isIncomplete = false;

  constructor(readonly options: LoadingOptions) {}

  /** Whether time may bring what is missing: a page that did not come, or the first reel that is saved. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  async load(activeIndex: number): Promise<void> {
    const { source, scroller, status, isSavedFeed } = this.options;
    scroller.setAttribute('aria-busy', 'true');
    // What has failed before says more, and offers to try again.
    const patience = this.#isIncomplete ? undefined : setTimeout(() => this.#showSlow(), patienceMs);
    this.#isIncomplete = false;
    try {
      // A second start would forget what the first one has loaded.
      if (!this.#isStarted) await (this.#starting ??= this.#start().finally(() => (this.#starting = null)));
      while (source.hasMore && needsNextPage(Math.max(0, activeIndex), source.reels.length)) {
        await source.loadMore();
        this.options.onReels(source.reels, 0);
      }
      if (source.reels.length === 0) {
        status.showNotice({ title: 'Nothing here yet', text: 'This feed has no reels.' });
        this.#isIncomplete = isSavedFeed;
      } else status.hideNotice();
    } catch (cause) {
      this.#isIncomplete = true;
      this.#showFailure(cause, activeIndex);
    }
    clearTimeout(patience);
    scroller.setAttribute('aria-busy', 'false');
  }

  #showSlow(): void {
    if (this.options.source.reels.length > 0) return;
    this.options.status.showNotice(slowFeed);
    this.options.onDeadEnd();
  }

  async #start(): Promise<void> {
    const { source } = this.options;
    let failure: unknown;
    for (const way of this.#waysIn) {
      failure = undefined;
      source.startAt(way);
      try {
        for (let page = 0; page < way.mostPages && source.hasMore && this.#startIndex === -1; page += 1) {
          await source.loadMore();
        }
      } catch (cause) {
        failure = cause;
      }
      if (this.#startIndex !== -1 || (way.isFeed && source.reels.length > 0)) break;
    }
    // Reels that came before a page that fails play all the same.
    if (source.reels.length > 0) this.#begin();
    if (failure !== undefined) throw failure;
  }

  /** A feed service may answer for a reel with the page that holds it; any other answers with its first page. */
  get #waysIn(): readonly WayIn[] {
    const { feedUrl, startReelId, entrance, isSavedFeed } = this.options;
    const first = { url: feedUrl, offset: 0, isFeed: true };
    if (startReelId === null) return [{ ...first, mostPages: 1 }];
    const search = { ...first, mostPages: mostPagesToStart };
    if (isSavedFeed) return [search];
    const url = new URL(feedUrl);
    url.searchParams.set('reel', startReelId);
    const before = entrance === null ? [] : [{ ...entrance, mostPages: pagesFromEntrance, isFeed: false }];
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
    // Reels that are there still play; the next swipe asks for the page again, and behind the last one time does.
    if (source.reels.length > 0) return status.hideNotice();
    this.options.onDeadEnd();
    status.showNotice({
      ...describeFeedFailure(this.options.isSavedFeed, navigator.onLine),
      onRetry: () => {
        status.hideNotice();
        this.#isIncomplete = false;
        void this.load(activeIndex);
      },
    });
  }
}
