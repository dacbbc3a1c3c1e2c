import type { Standing } from './replica-order.ts';

/** What a circuit breaker remembers of an origin. Plain JSON. */
export type Breaker = {
  readonly failuresInRow: number;
  readonly lastFailedMs: number;
  /** Until then nothing is asked of it that another origin can answer; then one request may try. */
  readonly openUntilMs: number;
  /** What it asked for with Retry-After: until then nothing is asked of it at all, whatever else it answers. */
  readonly askedToWaitUntilMs: number;
};

export type FailedRequest = { readonly startedMs: number; readonly endedMs: number };

export const closedBreaker: Breaker = { failuresInRow: 0, lastFailedMs: 0, openUntilMs: 0, askedToWaitUntilMs: 0 };

const failuresToOpen = 2;
const firstOpenMs = 1000;
const longestOpenMs = 15_000;
/** An origin that asks for more is asked again all the same: the feed must not be dead for a day. */
const longestWaitMs = 5 * 60_000;

export function onSuccess(breaker: Breaker): Breaker {
  return { ...closedBreaker, askedToWaitUntilMs: breaker.askedToWaitUntilMs };
}

export function onFailure(breaker: Breaker, failed: FailedRequest, retryAfterMs: number | null = null): Breaker {
  // Requests that were under way together fail together, of one cause: they count as one failure.
  const isCounted = breaker.failuresInRow > 0 && failed.startedMs <= breaker.lastFailedMs;
  const counted = isCounted ? breaker : countFailure(breaker, failed.endedMs);
  const askedToWaitUntilMs = retryAfterMs === null ? 0 : failed.endedMs + Math.min(longestWaitMs, retryAfterMs);
  return { ...counted, askedToWaitUntilMs: Math.max(breaker.askedToWaitUntilMs, askedToWaitUntilMs) };
}

function countFailure(breaker: Breaker, nowMs: number): Breaker {
  const failuresInRow = breaker.failuresInRow + 1;
  const openMs = Math.min(longestOpenMs, firstOpenMs * 2 ** (failuresInRow - failuresToOpen));
  const openUntilMs = failuresInRow >= failuresToOpen ? nowMs + openMs : 0;
  return { ...breaker, failuresInRow, lastFailedMs: nowMs, openUntilMs };
}

/** An origin whose time is over is shaky (half-open): one more failure opens it again, for longer. */
export function standingOf({ failuresInRow, openUntilMs }: Breaker, nowMs: number): Standing {
  if (nowMs < openUntilMs) return 'open';
  return failuresInRow > 0 ? 'shaky' : 'good';
}

export function mustWaitMs({ askedToWaitUntilMs }: Breaker, nowMs: number): number {
  return Math.max(0, askedToWaitUntilMs - nowMs);
}

export function restMs(breaker: Breaker, nowMs: number): number {
  return Math.max(mustWaitMs(breaker, nowMs), breaker.openUntilMs - nowMs);
}

/** Retry-After as seconds or as a date; null where there is none that can be understood. */
export function readRetryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
