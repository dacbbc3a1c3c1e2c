import type { Link } from './link-model.ts';

/** Everything that a decision depends on, as plain numbers. Times are in seconds, sizes in kilobits. */
export type DecisionState = {
  /** The playing reel, then the coming ones, nearest first. */
  readonly reels: readonly ReelState[];
  /** For each reel its first missing segment; in the playing reel the first one from the playback position on. */
  readonly firstMissing: readonly number[];
  readonly positionSeconds: number;
  /** The rendition of the segment that plays right before the next one to fetch, if known. */
  readonly lastRendition: number | undefined;
  readonly link: Link;
  readonly weights: Weights;
};

export type ReelState = {
  /** The start of each segment, followed by the end of the last one: one entry more than there are segments. */
  readonly startSeconds: Float64Array;
  /** For each entry of `startSeconds`, P(the viewer reaches this reel and plays past that moment). */
  readonly survival: Float64Array;
  /** kilobits[rendition][segment]. */
  readonly kilobits: readonly Float64Array[];
};

export type Weights = {
  /** The value of a watched second, by rendition. */
  readonly quality: readonly number[];
  readonly stallPerSecond: number;
  readonly costPerMegabit: number;
};
