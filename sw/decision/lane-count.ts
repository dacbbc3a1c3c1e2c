const fewestLanes = 2;
const bpsPerFurtherLane = 10_000_000;

/**
 * Prefetch transfers at the same time. Two keep a slow line busy, and more would only share it; on a fast one most of a
 * transfer's time is the way there and back, which others can use.
 */
export function laneCount(throughputBps: number | null, mostLanes: number): number {
  return Math.min(mostLanes, fewestLanes + Math.floor((throughputBps ?? 0) / bpsPerFurtherLane));
}

/** A viewer who leaves reels after a moment does not need a buffer for longer than that. */
export function lowWaterFor(watchSecondsPerReel: number | null, configuredSeconds: number): number {
  return Math.min(configuredSeconds, Math.max(0.5, watchSecondsPerReel ?? Number.POSITIVE_INFINITY));
}
