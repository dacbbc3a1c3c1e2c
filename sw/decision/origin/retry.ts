import type { DownloadFailure } from './download-error.ts';

export type RetryPolicy = {
  /** Attempts in all, the first one included. */
  readonly maxAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
};

export type FailedAttempt = {
  readonly reason: DownloadFailure;
  readonly status: number | null;
  /** What the origin asked for with Retry-After, or how long none will be asked. */
  readonly retryAfterMs?: number | null;
};

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 4, baseDelayMs: 500, maxDelayMs: 15_000 };

const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether the same request may well succeed a moment later. */
export function isWorthRetry({ reason, status }: FailedAttempt): boolean {
  switch (reason) {
    case 'network':
    case 'stalled':
    case 'truncated':
    case 'damaged':
    case 'changed':
      return true;
    case 'status':
      return status !== null && passingStatuses.has(status);
    case 'wrong-type':
    case 'too-large':
    case 'aborted':
      return false;
  }
}

/**
 * How long to wait after the attempt with this number (the first is 1) has failed; null to give up. Exponential backoff
 * with full jitter: everyone who failed together comes back spread over the whole time. What the origin asked for is the
 * least; when that is longer than the longest delay there is no point in waiting.
 */
export function retryDelayMs(
  failure: FailedAttempt,
  attempt: number,
  random: () => number,
  policy: RetryPolicy = defaultRetryPolicy,
): number | null {
  if (attempt >= policy.maxAttempts || !isWorthRetry(failure)) return null;
  const askedMs = failure.retryAfterMs ?? 0;
  if (askedMs > policy.maxDelayMs) return null;
  const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(askedMs, random() * ceilingMs);
}
