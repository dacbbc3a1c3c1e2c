/**
 * Whether less than `lengthMs` has passed since `sinceMs`. Returns false when the clock has been set back behind
 * `sinceMs`: the elapsed time is unknown then, and nothing may be held up by it.
 */
export function isWithin(lengthMs: number, sinceMs: number, nowMs: number): boolean {
  return nowMs >= sinceMs && nowMs - sinceMs < lengthMs;
}

/**
 * How long to wait until `untilMs`, which was at most `longestMs` ahead when it was set. Returns 0 when it is farther
 * ahead now, because the clock has been set back since.
 */
export function waitMs(untilMs: number, nowMs: number, longestMs: number): number {
  const aheadMs = untilMs - nowMs;
  return aheadMs > longestMs ? 0 : Math.max(0, aheadMs);
}
