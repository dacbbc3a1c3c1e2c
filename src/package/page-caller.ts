import type { Caller, Shown } from './callers.ts';
import type { Connection } from './connection.ts';
import { HostFeed } from './host-feed.ts';
import type { Feed } from './nextreel.ts';
import type { Services } from './services.ts';
import { videoOf } from './video-of.ts';
import type { Warnings } from './warnings.ts';
import type { IdOf, Watch } from './watched-elements.ts';

/** How long a site may take to create the player of a reel that it watches. */
const playerTimeoutMs = 5_000;

/** One caller's share of the page's connection: its feed, shown reel, watches and listeners. */
export class PageCaller implements Caller {
  readonly #ending = new AbortController();
  readonly #stops = new Set<() => void>();
  /** Returns the feed; null if the feed was given as a value. */
  #readFeed: (() => Feed) | null = null;
  #services: Promise<Services> | undefined;
  feed: HostFeed | null = null;
  shown: Shown | null = null;

  constructor(
    readonly page: Connection,
    readonly stage: Element | null,
    readonly warnings: Warnings,
  ) {
    page.callers.putLast(this);
    page.signal.addEventListener('abort', () => this.#end(), { signal: this.#ending.signal });
  }

  setFeed(named: Feed | (() => Feed)): void {
    const isFunction = typeof named === 'function';
    this.#readFeed = isFunction ? named : null;
    const feed = new HostFeed(document.baseURI);
    this.#warn(feed.add(isFunction ? named() : named));
    // The new feed may lack the reel that is still on the screen.
    if (this.#lacks(feed) && !this.#lacks(this.#feed)) this.shown = null;
    this.feed = feed;
    this.page.onFeedSet();
    this.#enter();
  }

  add(more: unknown): void {
    this.page.callers.restoreFeeds();
    const feed = this.#feed ?? new HostFeed(document.baseURI);
    this.#warn(feed.add(more));
    if (this.#feed === null) this.feed = feed;
    this.page.onFeedSet();
    this.#enter();
  }

  restoreFeed(): void {
    if (this.feed !== null || this.#readFeed === null) return;
    try {
      this.setFeed(this.#readFeed);
    } catch (cause) {
      this.warnings.once('setFeed(): the feed function threw an error', cause);
    }
  }

  show(reel: string | number, element: unknown): void {
    const video = element instanceof Element ? videoOf(element) : null;
    this.#show(reel, video);
    if (video === null) {
      this.warnings.once(`show(${name(reel)}): Nextreel cannot see the reel play. Call show() once it has a <video>.`);
    }
  }

  #show(reel: string | number, video: HTMLVideoElement | null): void {
    this.shown = { reel, video };
    this.page.callers.putLast(this);
    this.page.callers.restoreFeeds();
    if (this.#feed === null) {
      this.warnings.once(`show(${name(reel)}) came before the feed: call setFeed() first.`);
    }
    if (video !== null) this.page.follow(video);
    this.#enter();
  }

  watch(selector: string, idOf: IdOf): () => void {
    return this.#stopOnLeave(this.page.watched.addMatches(selector, this.#watch(idOf)));
  }

  observe(element: Element, reel: string | number): () => void {
    return this.#stopOnLeave(
      this.page.watched.add(
        element,
        this.#watch(() => reel),
      ),
    );
  }

  /** Loads the rarely used methods on first use. */
  services(): Promise<Services> {
    const { page } = this;
    this.#services ??= import('./services.ts').then(
      ({ Services: Loaded }) =>
        new Loaded({
          link: page.link,
          warnings: this.warnings,
          feed: () => this.#feed,
          restoreFeeds: () => page.callers.restoreFeeds(),
          place: () => page.callers.place,
          throughputBps: () => page.throughputBps,
          configured: () => page.configured(),
          isBetweenViewers: () => page.isBetweenViewers,
          followSignOut: () => page.followSignOut(),
          leaveWorker: () => page.leaveWorker(),
          signal: this.#ending.signal,
        }),
      (cause: unknown) => {
        this.#services = undefined;
        throw cause;
      },
    );
    return this.#services;
  }

  /** Ends this caller. */
  leave(): void {
    this.#end();
    this.page.removeCaller(this);
  }

  #end(): void {
    this.#ending.abort();
    for (const stop of this.#stops) stop();
  }

  get #feed(): HostFeed | null {
    return this.page.callers.feedOf(this);
  }

  #lacks(feed: HostFeed | null): boolean {
    return this.shown !== null && feed?.find(this.shown.reel) === undefined;
  }

  #enter(): void {
    if (this.shown !== null && this.#feed !== null && this.#lacks(this.#feed)) {
      this.warnings.once(
        `show(${name(this.shown.reel)}): the feed has no such reel. Name it to setFeed() or add() first.`,
      );
    }
    this.page.enter();
  }

  #watch(idOf: IdOf): Watch {
    return {
      idOf,
      isInFeed: (reel) => this.#feed?.find(reel) !== undefined,
      onShow: (reel, video) => {
        const isSeen = this.page.callers.shownLast === this;
        if (!isSeen || reel !== this.shown?.reel || video !== this.shown.video) this.#show(reel, video);
        if (video === null) setTimeout(() => this.#warnIfUnseen(reel), playerTimeoutMs);
      },
    };
  }

  #warnIfUnseen(reel: string | number): void {
    if (this.shown?.reel !== reel || this.shown.video !== null) return;
    this.warnings.once('watch(): Nextreel cannot see the reel play: its element has no <video>.');
  }

  #stopOnLeave(stop: () => void): () => void {
    this.#stops.add(stop);
    return () => {
      this.#stops.delete(stop);
      stop();
    };
  }

  #warn(warnings: readonly string[]): void {
    for (const warning of warnings) this.warnings.once(warning);
  }
}

function name(reel: string | number): string {
  return JSON.stringify(reel);
}
