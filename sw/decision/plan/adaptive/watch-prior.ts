/** What is known about a reel before this viewer has seen it. */
export type ReelFacts = {
  readonly durationSeconds: number;
  readonly tags: readonly string[];
  /** retention[s] = P(still watching at second s), never rising; absent if the feed does not give it. */
  readonly retention?: readonly number[] | undefined;
};

const least = 1e-6;

/**
 * Longer reels have a lower hazard per second, but are finished less often. The first second has half the hazard of
 * those that follow: a viewer needs it to see what the reel is.
 */
function logSurvivalByLength(durationSeconds: number, seconds: number): number {
  const hazardPerSecond = 1 / (4 + 0.35 * durationSeconds);
  return -hazardPerSecond * (seconds < 1 ? seconds / 2 : seconds - 0.5);
}

/** Interpolates linearly between whole seconds; constant after the last one. */
function logSurvivalByCurve(retention: readonly number[], seconds: number): number {
  const at = Math.min(Math.floor(seconds), retention.length - 1);
  const before = retention[at] ?? 1;
  const after = retention[at + 1] ?? before;
  return Math.log(Math.max(least, before + (after - before) * Math.min(1, seconds - at)));
}

/** Log of P(still watching at `seconds`): the curve, if any, has the weight `trust`, the length the rest. */
export function logSurvival(reel: ReelFacts, seconds: number, trust: number): number {
  const at = Math.min(Math.max(0, seconds), reel.durationSeconds);
  const byLength = logSurvivalByLength(reel.durationSeconds, at);
  if (reel.retention === undefined || reel.retention.length === 0) return byLength;
  return trust * logSurvivalByCurve(reel.retention, at) + (1 - trust) * byLength;
}
