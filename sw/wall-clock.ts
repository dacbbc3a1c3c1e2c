/** By how much a page's clock and this one may differ without harm. */
const toleratedMs = 500;

/**
 * Returns a clock that gives the time of day with the precision of `performance.now()`. Since that stops while the
 * computer sleeps, the clock readjusts to `Date.now()`, on which the times of pages and of earlier workers are based.
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
