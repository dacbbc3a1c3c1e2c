import type { Link } from './link-model.ts';

/** What a decision knows, in numbers alone. Times are seconds, sizes kilobits. */
export type DecisionState = {
  /** The playing reel first, then those to come, nearest first. */
  readonly reels: readonly ReelState[];
  /** Segments in hand from the start of each reel, without a gap. */
  readonly inHand: readonly number[];
  readonly positionSeconds: number;
  /** The rendition of the segment that is played before the next one to fetch, if any. */
  readonly lastRendition: number | undefined;
  readonly link: Link;
  readonly weights: Weights;
};

export type ReelState = {
  /** Where each segment begins, and at the end where the last one ends: one entry more than there are segments. */
  readonly startSeconds: Float64Array;
  /** P(playback passes that moment), seen from the playing reel, for each entry of `startSeconds`; the last: watched to the end. */
  readonly survival: Float64Array;
  /** kilobits[rendition][segment]. */
  readonly kilobits: readonly Float64Array[];
};

export type Weights = {
  /** What a watched second is worth, by rendition. */
  readonly quality: readonly number[];
  readonly stallPerSecond: number;
  readonly costPerMegabit: number;
};
