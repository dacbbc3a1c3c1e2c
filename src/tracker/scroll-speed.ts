const windowMs = 10_000;

/** Reels per second while scrolling: the swipes of the last ten seconds over the time between them. */
export function reelsPerSecond(swipeTimesMs: readonly number[], nowMs: number): number {
  const recent = recentSwipes(swipeTimesMs, nowMs);
  const first = recent[0];
  const last = recent.at(-1);
  if (first === undefined || last === undefined) return 0;
  // A single swipe only shows that there was one in the window.
  if (recent.length === 1) return 1000 / windowMs;
  return ((recent.length - 1) * 1000) / Math.max(1, last - first);
}

export function recentSwipes(swipeTimesMs: readonly number[], nowMs: number): readonly number[] {
  return swipeTimesMs.filter((atMs) => atMs > nowMs - windowMs && atMs <= nowMs);
}
