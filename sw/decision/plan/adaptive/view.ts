import type { Setting } from './watch-time.ts';

/** A reel as the planner sees it: what could be fetched, and what is here already. */
export type ReelView = {
  readonly reelId: string;
  readonly durationSeconds: number;
  readonly tags: readonly string[];
  /** retention[s] = P(still watching at second s), where the feed tells it. */
  readonly retention: readonly number[] | null;
  /** Bandwidth of each rendition that this client may play, ascending; the plan speaks of them by their index here. */
  readonly renditionBps: readonly number[];
  /** Length of each segment, in order; the same in every rendition. */
  readonly segmentSeconds: readonly number[];
  /** segmentBytes[rendition][segment], where known; else sizes follow from the bandwidth. */
  readonly segmentBytes: readonly (readonly number[])[] | null;
  /** For each segment the rendition in which it is cached or in the player's buffer, else null. */
  readonly inHand: readonly (number | null)[];
};

export type AdaptiveView = {
  readonly playing: ReelView & { readonly positionSeconds: number };
  /** The reels that come next in the viewer's direction, nearest first. */
  readonly coming: readonly ReelView[];
  readonly throughput: {
    readonly bps: number;
    /** Standard deviation of the logarithm of single transfers' rates; 0.4 is common. */
    readonly spread: number;
    /** What each transfer costs in time whatever its size: about a round trip. */
    readonly overheadMs: number;
  };
  /** Bytes that may be fetched ahead now; null for no limit. */
  readonly budgetBytes: number | null;
  /** How much dearer than usual a byte is: 1 normally, 2 or more when the viewer asked to save data. */
  readonly saveDataFactor: number;
  /** P(the viewer goes on to the next reel after leaving one). */
  readonly continueProbability: number;
  readonly setting: Setting;
};

/** One segment to fetch. Items stand in the order in which they are worth it. */
export type PlanItem = {
  readonly reelId: string;
  readonly segment: number;
  /** Where the segment ends in its reel: with this item the reel is in hand up to here. */
  readonly untilSeconds: number;
  readonly rendition: number;
  readonly bytes: number;
  /** Lower goes first. */
  readonly priority: number;
  /** When playback is first likely to need it. */
  readonly deadlineMs: number;
  /** P(the viewer gets to watch it). */
  readonly probability: number;
  /** One line for people. */
  readonly reason: string;
};

export type AdaptivePlan = {
  readonly items: readonly PlanItem[];
  /** Why nothing more is fetched after these, and when to think again if nothing happens before. */
  readonly rest: { readonly reason: string; readonly untilMs: number };
};
