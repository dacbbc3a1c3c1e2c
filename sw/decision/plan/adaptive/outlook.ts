/**
 * What a decision knows, in numbers alone: made from the worker's view or from the challenge's observation, and read by
 * the same rehearsal. Times are seconds, sizes kilobits, rates kilobits per second.
 */
export type ReelOutlook = {
  /** Where each segment begins, and at the end where the last one ends: one entry more than there are segments. */
  readonly startSeconds: Float64Array;
  /** P(playback passes that moment | the reel is begun), for each entry of `startSeconds`; the last: watched to the end. */
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

export type Link = {
  readonly kbps: number;
  /** Standard deviation of the logarithm of a transfer's rate about `kbps`. */
  readonly spread: number;
  /** Time that each transfer costs whatever its size. */
  readonly overheadSeconds: number;
};

export type Outlook = {
  /** The playing reel first, then those to come, in feed order. */
  readonly reels: readonly ReelOutlook[];
  /** Segments in hand from the start of each reel, without a gap. */
  readonly inHand: readonly number[];
  readonly positionSeconds: number;
  /** The rendition of the segment that is played before the next one to fetch, if any. */
  readonly lastRendition: number | undefined;
  readonly link: Link;
  readonly weights: Weights;
};
