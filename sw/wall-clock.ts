/** A page's clock and this one may differ by as much without harm. */
const toleratedMs = 500;

/**
 * The time of day with the precision of the performance clock, which stands still while the computer sleeps: then it
 * follows `Date.now()` again. Pages tell their times by that, and what is written down outlives this worker's own clock.
 */
export function wallClock(
  dateMs: () => number = () => Date.now(),
  preciseMs: () => number = () => performance.now(),
): () => number {
  let originMs = dateMs() - preciseMs();
  return () => {
    const behindMs = dateMs() - originMs - preciseMs();
    if (Math.abs(behindMs) > toleratedMs) originMs += behindMs;
    return originMs + preciseMs();
  };
}
