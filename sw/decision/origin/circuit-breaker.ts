import { parseHttpDate } from '../http/http-date.ts';
import { waitMs } from '../time.ts';
import type { Standing } from './replica-order.ts';

/** The state of an origin's circuit breaker. Plain JSON. */
export type Breaker = {
  readonly failuresInRow: number;
  readonly lastFailedMs: number;
  /** Until then the origin is avoided while another one can answer; after that, one request may try it. */
  readonly openUntilMs: number;
  /** From Retry-After: until then other origins are preferred and speculation waits, whatever other requests bring. */
  readonly askedToWaitUntilMs: number;
  /** The same from the response to a speculative request: it delays only speculation. */
  readonly speculationWaitsUntilMs: number;
};

export type FailedRequest = {
  readonly startedMs: number;
  readonly endedMs: number;
  /** Whether no player waited for it. */
  readonly isSpeculative?: boolean;
};

export const closedBreaker: Breaker = {
  failuresInRow: 0,
  lastFailedMs: 0,
  openUntilMs: 0,
  askedToWaitUntilMs: 0,
  speculationWaitsUntilMs: 0,
};

const failuresToOpen = 2;
const firstOpenMs = 1000;
const maxOpenMs = 15_000;
/** The longest Retry-After that is honoured, so that one answer cannot disable an origin for a day. */
const maxRetryAfterMs = 5 * 60_000;

export function onSuccess(breaker: Breaker): Breaker {
  const { askedToWaitUntilMs, speculationWaitsUntilMs } = breaker;
  return { ...closedBreaker, askedToWaitUntilMs, speculationWaitsUntilMs };
}

export function onFailure(breaker: Breaker, failed: FailedRequest, retryAfterMs: number | null = null): Breaker {
  const { endedMs } = failed;
  // The last failure lies in the future if the clock has been set back since: it tells nothing about this one.
  const isComparable = breaker.lastFailedMs <= endedMs;
  // Concurrent requests usually fail for the same reason, so they count as one failure.
  const isCounted = breaker.failuresInRow > 0 && isComparable && failed.startedMs <= breaker.lastFailedMs;
  const counted = isCounted ? breaker : countFailure(breaker, endedMs);
  const untilMs = retryAfterMs === null ? 0 : endedMs + Math.min(maxRetryAfterMs, retryAfterMs);
  const key = failed.isSpeculative === true ? 'speculationWaitsUntilMs' : 'askedToWaitUntilMs';
  const knownUntilMs = endedMs + waitMs(breaker[key], endedMs, maxRetryAfterMs);
  return { ...counted, [key]: Math.max(knownUntilMs, untilMs) };
}

function countFailure(breaker: Breaker, nowMs: number): Breaker {
  const failuresInRow = breaker.failuresInRow + 1;
  const openMs = Math.min(maxOpenMs, firstOpenMs * 2 ** (failuresInRow - failuresToOpen));
  const openUntilMs = failuresInRow >= failuresToOpen ? nowMs + openMs : 0;
  return { ...breaker, failuresInRow, lastFailedMs: nowMs, openUntilMs };
}

/** After its open time an origin is shaky (half-open): another failure opens it again, for longer. */
export function standingOf({ failuresInRow, openUntilMs }: Breaker, nowMs: number): Standing {
  if (waitMs(openUntilMs, nowMs, maxOpenMs) > 0) return 'open';
  return failuresInRow > 0 ? 'shaky' : 'good';
}

/** How long the origin has asked to wait. A wait asked of a speculative request never delays a player. */
export function mustWaitMs(breaker: Breaker, nowMs: number, priority: 'high' | 'low'): number {
  const { askedToWaitUntilMs, speculationWaitsUntilMs } = breaker;
  const untilMs = priority === 'high' ? askedToWaitUntilMs : Math.max(askedToWaitUntilMs, speculationWaitsUntilMs);
  return waitMs(untilMs, nowMs, maxRetryAfterMs);
}

export function avoidForMs(breaker: Breaker, nowMs: number): number {
  return Math.max(mustWaitMs(breaker, nowMs, 'low'), waitMs(breaker.openUntilMs, nowMs, maxOpenMs));
}

/** Reads Retry-After, given in seconds or as a date; null if it is absent or malformed. */
export function readRetryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const atMs = parseHttpDate(value);
  return atMs === null ? null : Math.max(0, atMs - nowMs);
}
