/**
 * Whether so much time has not passed yet. A clock that was set back or forward meanwhile tells nothing, and holds nothing
 * up: then it has passed.
 */
export function isWithin(lengthMs: number, sinceMs: number, nowMs: number): boolean {
  return nowMs >= sinceMs && nowMs - sinceMs < lengthMs;
}

/** How long to wait for a time that is so far ahead at most: not at all where the clock was set back since. */
export function waitMs(untilMs: number, nowMs: number, longestMs: number): number {
  const aheadMs = untilMs - nowMs;
  return aheadMs > longestMs ? 0 : Math.max(0, aheadMs);
}
