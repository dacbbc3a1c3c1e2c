import type { Reel } from '../shared/feed.ts';
import type { HostFeed } from './host-feed.ts';

export type Shown = { readonly reel: string | number; readonly video: HTMLVideoElement | null };

/** What one caller of `connect()` has told of its part of the page. */
export type Part = {
  /** Null where it has named none: then it speaks of another part's. */
  feed: HostFeed | null;
  shown: Shown | null;
  /** The element in which it shows reels; null for the window. */
  readonly stage: Element | null;
  /** Names its feed again, if a sign-out has taken it away and it knows how. */
  recall(): void;
};

/** Where the viewer is. */
export type Place = {
  readonly feed: HostFeed;
  readonly index: number;
  readonly reel: Reel;
  readonly video: HTMLVideoElement | null;
};

/**
 * The parts of a page that share its connection, such as a list, a second one over it, and a script that tells of swipes.
 * The viewer sees what was shown last; when that part goes, what another one had shown before counts again.
 */
export class Parts {
  /** The latest to come or to show a reel stands last. */
  #parts: readonly Part[] = [];

  get count(): number {
    return this.#parts.length;
  }

  /** It has come, or shows a reel. */
  putLast(part: Part): void {
    this.remove(part);
    this.#parts = [...this.#parts, part];
  }

  remove(part: Part): void {
    this.#parts = this.#parts.filter((one) => one !== part);
  }

  /** What they have told was for a viewer who has gone. */
  forget(): void {
    for (const part of this.#parts) {
      part.feed = null;
      part.shown = null;
    }
  }

  /** Somebody goes on in what is still on the page. */
  recall(): void {
    for (const part of this.#parts) part.recall();
  }

  /** The part that has shown a reel last. */
  get seen(): Part | undefined {
    return this.#parts.findLast(({ shown }) => shown !== null);
  }

  /** Undefined while nothing is shown, and where the feed has no such reel. */
  get place(): Place | undefined {
    const { seen } = this;
    const feed = this.feedOf(seen);
    if (seen === undefined || seen.shown === null || feed === null) return undefined;
    const index = feed.indexOf(seen.shown.reel) ?? -1;
    const reel = feed.reels[index];
    return reel && { feed, index, reel, video: seen.shown.video };
  }

  /** Its own, else the latest. */
  feedOf(part?: Part): HostFeed | null {
    return part?.feed ?? this.#parts.findLast(({ feed }) => feed !== null)?.feed ?? null;
  }

  /** The element in which the viewer sees reels; null for the window. */
  get stage(): Element | null {
    return this.seen?.stage ?? this.#parts.findLast(({ stage }) => stage !== null)?.stage ?? null;
  }
}
