import type { Link } from './link-model.ts';
import type { Setting, WatchTimeModel } from './watch-time.ts';

/** Everything that a plan depends on. Equal facts give equal plans, in the worker and in every simulator. */
export type PlanningFacts = {
  readonly playing: CandidateReel & { readonly positionSeconds: number };
  /** The reels that come next in the viewer's direction, nearest first. */
  readonly coming: readonly CandidateReel[];
  readonly link: Link;
  /** Bandwidth of the rendition in which the reel before the playing one was watched; null if unknown. */
  readonly lastBps: number | null;
  /** The cost of a byte relative to usual: 1 normally, 2 or more when the viewer asked to save data. */
  readonly saveDataFactor: number;
  /** The share of viewers who go on to the next reel after each reel; the others leave the feed. */
  readonly goingOnShare: number;
  readonly watchTime: WatchTimeModel;
  readonly setting: Setting;
  readonly nowMs: number;
};

/** A reel as the plan sees it: what could be fetched, and what is in hand already. */
export type CandidateReel = {
  readonly reelId: string;
  readonly durationSeconds: number;
  readonly tags: readonly string[];
  /** retention[s] = P(still watching at second s), never rising; null if the feed does not give it. */
  readonly retention: readonly number[] | null;
  /** Bandwidth of each rendition that this client may play, ascending. The plan refers to renditions by this index. */
  readonly renditionBps: readonly number[];
  /** The start of the first listed segment, in seconds; 0 if absent. */
  readonly fromSeconds?: number;
  /** Length of each segment, in order; the same in every rendition. */
  readonly segmentSeconds: readonly number[];
  /** segmentBytes[rendition][segment]; null if sizes are to be derived from the bandwidth. */
  readonly segmentBytes: readonly (readonly number[])[] | null;
  /** For each segment the rendition in which it is cached or buffered by the player, else null. */
  readonly heldRenditions: readonly (number | null)[];
};

/** One segment to fetch. Items are in the order in which to fetch them. */
export type PlanItem = {
  readonly reelId: string;
  readonly segment: number;
  /** The end of the segment: with this item the reel is in hand up to here. */
  readonly untilSeconds: number;
  readonly rendition: number;
  readonly bytes: number;
  /** When playback is first likely to need it. */
  readonly deadlineMs: number;
  /** P(the viewer gets to watch it). */
  readonly probability: number;
  /** Human-readable, one line. */
  readonly reason: string;
};

export type PrefetchPlan = {
  readonly items: readonly PlanItem[];
  /** Why nothing more is planned after these items, and when to plan again if nothing happens before. */
  readonly rest: { readonly reason: string; readonly untilMs: number };
};
