import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetryPolicy, isRetryable, retryDelayMs } from './retry.ts';

const unavailable = { reason: 'status', status: 503 } as const;
const most = () => 1;

describe('a failed transfer', () => {
  it.each(['network', 'stalled', 'truncated', 'changed'] as const)('is worth a retry when it is "%s"', (reason) => {
    expect(isRetryable({ reason, status: null })).toBe(true);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('is worth a retry with status %i', (status) => {
    expect(isRetryable({ reason: 'status', status })).toBe(true);
  });

  it.each([400, 401, 403, 404, 410, 501])('is not worth a retry with status %i', (status) => {
    expect(isRetryable({ reason: 'status', status })).toBe(false);
    expect(retryDelayMs({ reason: 'status', status }, 1, most)).toBeNull();
  });

  it.each(['wrong-type', 'too-large', 'aborted'] as const)('is not worth a retry when it is "%s"', (reason) => {
    expect(isRetryable({ reason, status: 200 })).toBe(false);
  });
});

describe('the delay before a retry', () => {
  it('doubles its ceiling with every attempt, up to the maximum', () => {
    const policy = { maxAttempts: 9, baseDelayMs: 500, maxDelayMs: 4000 };
    const ceilings = [1, 2, 3, 4, 5].map((attempt) => retryDelayMs(unavailable, attempt, most, policy));
    expect(ceilings).toEqual([500, 1000, 2000, 4000, 4000]);
  });

  it('is anywhere between zero and the ceiling', () => {
    expect(retryDelayMs(unavailable, 2, () => 0)).toBe(0);
    expect(retryDelayMs(unavailable, 2, () => 0.25)).toBe(250);
  });

  it('is null after the last attempt', () => {
    expect(retryDelayMs(unavailable, 3, most)).not.toBeNull();
    expect(retryDelayMs(unavailable, 4, most)).toBeNull();
  });

  it('is at least the Retry-After of the origin, and null if that is too long', () => {
    expect(retryDelayMs({ ...unavailable, retryAfterMs: 3000 }, 1, most)).toBe(3000);
    expect(retryDelayMs({ ...unavailable, retryAfterMs: 100 }, 1, most)).toBe(500);
    expect(retryDelayMs({ ...unavailable, retryAfterMs: 3_600_000 }, 1, most)).toBeNull();
  });

  it('is always within its bounds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 2000 }), fc.nat(20_000), (chance, attempt, retryAfterMs) => {
        const policy = { ...defaultRetryPolicy, maxAttempts: 2001 };
        const delayMs = retryDelayMs({ ...unavailable, retryAfterMs }, attempt, () => chance, policy);
        if (retryAfterMs > policy.maxDelayMs) {
          expect(delayMs).toBeNull();
        } else {
          expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs);
          expect(delayMs).toBeLessThanOrEqual(policy.maxDelayMs);
        }
      }),
    );
  });
});
