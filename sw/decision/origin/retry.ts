import type { DownloadFailure } from './download-error.ts';

export type RetryPolicy = {
  /** The total number of attempts, including the first. */
  readonly maxAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
};

export type FailedAttempt = {
  readonly reason: DownloadFailure;
  readonly status: number | null;
  /** Retry-After of the origin, or how long no origin will be asked. */
  readonly retryAfterMs?: number | null;
};

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 4, baseDelayMs: 500, maxDelayMs: 15_000 };

const transientStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether the same request may well succeed a moment later. */
export function isRetryable({ reason, status }: FailedAttempt): boolean {
  switch (reason) {
    case 'network':
    case 'stalled':
    case 'truncated':
    case 'damaged':
    case 'changed':
      return true;
    case 'status':
      return status !== null && transientStatuses.has(status);
    case 'wrong-type':
    case 'too-large':
    case 'aborted':
      return false;
  }
}

/**
 * How long to wait after the attempt with this number (the first is 1) has failed; null means give up. Exponential
 * backoff with full jitter: clients that failed together retry spread over the whole interval. Retry-After is the
 * minimum; if it exceeds the maximum delay there is no point in waiting.
 */
export function retryDelayMs(
  failure: FailedAttempt,
  attempt: number,
  random: () => number,
  policy: RetryPolicy = defaultRetryPolicy,
): number | null {
  if (attempt >= policy.maxAttempts || !isRetryable(failure)) return null;
  const retryAfterMs = failure.retryAfterMs ?? 0;
  if (retryAfterMs > policy.maxDelayMs) return null;
  const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(retryAfterMs, random() * ceilingMs);
}
