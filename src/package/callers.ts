import type { Reel } from '../shared/feed.ts';
import type { HostFeed } from './host-feed.ts';

export type Shown = { readonly reel: string | number; readonly video: HTMLVideoElement | null };

/** What one caller of `connect()` has set. */
export type Caller = {
  /** Null if it has set none; it then uses another caller's. */
  feed: HostFeed | null;
  shown: Shown | null;
  /** The element in which it shows reels; null for the window. */
  readonly stage: Element | null;
  /** Sets its feed again if a sign-out removed it and the feed was given as a function. */
  restoreFeed(): void;
};

/** The viewer's position. */
export type Place = {
  readonly feed: HostFeed;
  readonly index: number;
  readonly reel: Reel;
  readonly video: HTMLVideoElement | null;
};

/**
 * The callers of `connect()` on one page, which share its connection: a list, a second list over it, a script that
 * reports swipes. The viewer sees the reel shown last; when its caller leaves, the reel that another caller showed
 * before counts again.
 */
export class Callers {
  /** The caller that was added or showed a reel last is at the end. */
  #callers: readonly Caller[] = [];

  get count(): number {
    return this.#callers.length;
  }

  /** Moves a caller that was added or shows a reel to the end. */
  putLast(caller: Caller): void {
    this.remove(caller);
    this.#callers = [...this.#callers, caller];
  }

  remove(caller: Caller): void {
    this.#callers = this.#callers.filter((one) => one !== caller);
  }

  /** Drops all feeds and shown reels after a sign-out. */
  forget(): void {
    for (const caller of this.#callers) {
      caller.feed = null;
      caller.shown = null;
    }
  }

  /** Called when a viewer continues on this page after a sign-out. */
  restoreFeeds(): void {
    for (const caller of this.#callers) caller.restoreFeed();
  }

  /** The caller that showed a reel last. */
  get shownLast(): Caller | undefined {
    return this.#callers.findLast(({ shown }) => shown !== null);
  }

  /** Undefined if no reel is shown, or the feed lacks the shown one. */
  get place(): Place | undefined {
    const { shownLast } = this;
    const feed = this.feedOf(shownLast);
    if (shownLast === undefined || shownLast.shown === null || feed === null) return undefined;
    const index = feed.indexOf(shownLast.shown.reel) ?? -1;
    const reel = feed.reels[index];
    return reel && { feed, index, reel, video: shownLast.shown.video };
  }

  /** Returns the caller's own feed, else the one of the latest caller that has any. */
  feedOf(caller?: Caller): HostFeed | null {
    return caller?.feed ?? this.#callers.findLast(({ feed }) => feed !== null)?.feed ?? null;
  }

  /** The element in which the viewer sees reels; null for the window. A caller without a feed shows another's reels. */
  get stage(): Element | null {
    const { shownLast } = this;
    if (shownLast?.feed) return shownLast.stage;
    return shownLast?.stage ?? this.#callers.findLast(({ stage }) => stage !== null)?.stage ?? null;
  }
}
