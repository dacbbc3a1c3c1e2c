import type { Reel } from '../shared/feed.ts';
import type { HostFeed } from './host-feed.ts';

export type Shown = { readonly reel: string | number; readonly video: HTMLVideoElement | null };

/** What one caller of `connect()` has set. */
export type Part = {
  /** Null if it has set none; it then uses another part's. */
  feed: HostFeed | null;
  shown: Shown | null;
  /** The element in which it shows reels; null for the window. */
  readonly stage: Element | null;
  /** Sets its feed again if a sign-out removed it and the feed was given as a function. */
  recall(): void;
};

/** The viewer's position. */
export type Place = {
  readonly feed: HostFeed;
  readonly index: number;
  readonly reel: Reel;
  readonly video: HTMLVideoElement | null;
};

/**
 * The parts of a page that share its connection, such as a list, a second list over it, and a script that reports
 * swipes. The viewer sees the reel shown last; when its part leaves, the reel that another part showed before counts
 * again.
 */
export class Parts {
  /** The part that was added or showed a reel last is at the end. */
  #parts: readonly Part[] = [];

  get count(): number {
    return this.#parts.length;
  }

  /** Moves a part that was added or shows a reel to the end. */
  putLast(part: Part): void {
    this.remove(part);
    this.#parts = [...this.#parts, part];
  }

  remove(part: Part): void {
    this.#parts = this.#parts.filter((one) => one !== part);
  }

  /** Drops all feeds and shown reels after a sign-out. */
  forget(): void {
    for (const part of this.#parts) {
      part.feed = null;
      part.shown = null;
    }
  }

  /** Called when a viewer continues on this page after a sign-out. */
  recall(): void {
    for (const part of this.#parts) part.recall();
  }

  /** The part that showed a reel last. */
  get seen(): Part | undefined {
    return this.#parts.findLast(({ shown }) => shown !== null);
  }

  /** Undefined if no reel is shown, or the feed lacks the shown one. */
  get place(): Place | undefined {
    const { seen } = this;
    const feed = this.feedOf(seen);
    if (seen === undefined || seen.shown === null || feed === null) return undefined;
    const index = feed.indexOf(seen.shown.reel) ?? -1;
    const reel = feed.reels[index];
    return reel && { feed, index, reel, video: seen.shown.video };
  }

  /** Returns the part's own feed, else the one of the latest part that has any. */
  feedOf(part?: Part): HostFeed | null {
    return part?.feed ?? this.#parts.findLast(({ feed }) => feed !== null)?.feed ?? null;
  }

  /** The element in which the viewer sees reels; null for the window. */
  get stage(): Element | null {
    return this.seen?.stage ?? this.#parts.findLast(({ stage }) => stage !== null)?.stage ?? null;
  }
}
