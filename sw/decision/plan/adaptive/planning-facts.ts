import type { Link } from './link-model.ts';
import type { Setting, WatchTimeModel } from './watch-time.ts';

/** All that a plan is made of. What is equal in here is planned alike, in the worker and in every simulator. */
export type PlanningFacts = {
  readonly playing: CandidateReel & { readonly positionSeconds: number };
  /** The reels that come next in the viewer's direction, nearest first. */
  readonly coming: readonly CandidateReel[];
  readonly link: Link;
  /** Bandwidth of the rendition that was watched before the playing reel; null where that is not known. */
  readonly lastBps: number | null;
  /** How much dearer than usual a byte is: 1 normally, 2 or more when the viewer asked to save data. */
  readonly saveDataFactor: number;
  /** How many viewers go on to the next reel when they are done with one; the others leave the feed. */
  readonly goingOnShare: number;
  readonly watchTime: WatchTimeModel;
  readonly setting: Setting;
  readonly nowMs: number;
};

/** A reel as the plan sees it: what could be fetched, and what is here already. */
export type CandidateReel = {
  readonly reelId: string;
  readonly durationSeconds: number;
  readonly tags: readonly string[];
  /** retention[s] = P(still watching at second s), never rising; null where the feed does not tell it. */
  readonly retention: readonly number[] | null;
  /** Bandwidth of each rendition that this client may play, ascending; the plan speaks of them by their index here. */
  readonly renditionBps: readonly number[];
  /** Where the first of the segments begins, in seconds; the reel's beginning where nothing is said. */
  readonly fromSeconds?: number;
  /** Length of each segment, in order; the same in every rendition. */
  readonly segmentSeconds: readonly number[];
  /** segmentBytes[rendition][segment]; null where sizes follow from the bandwidth. */
  readonly segmentBytes: readonly (readonly number[])[] | null;
  /** For each segment the rendition in which it is cached or in the player's buffer, else null. */
  readonly inHand: readonly (number | null)[];
};

/** One segment to fetch. Items stand in the order in which they are worth it. */
export type PlanItem = {
  readonly reelId: string;
  readonly segment: number;
  /** Where the segment ends in its reel: with this item the reel is in hand up to here. */
  readonly untilSeconds: number;
  readonly rendition: number;
  readonly bytes: number;
  /** When playback is first likely to need it. */
  readonly deadlineMs: number;
  /** P(the viewer gets to watch it). */
  readonly probability: number;
  /** One line for people. */
  readonly reason: string;
};

export type PrefetchPlan = {
  readonly items: readonly PlanItem[];
  /** Why nothing more is fetched after these, and when to think again if nothing happens before. */
  readonly rest: { readonly reason: string; readonly untilMs: number };
};
