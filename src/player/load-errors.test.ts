import { expect, test } from 'vitest';
import { isLostKey, loadPolicies } from './load-errors.ts';

const policy = {
  default: {
    maxTimeToFirstByteMs: 1000,
    maxLoadTimeMs: 1000,
    timeoutRetry: null,
    errorRetry: { maxNumRetry: 8, retryDelayMs: 1000, maxRetryDelayMs: 8000 },
  },
};

const defaults = {
  manifestLoadPolicy: policy,
  playlistLoadPolicy: policy,
  keyLoadPolicy: policy,
  fragLoadPolicy: policy,
};

test('loads are retried once with a worker and three times without, with the delays of hls.js', () => {
  const retry = { maxNumRetry: 1, retryDelayMs: 1000, maxRetryDelayMs: 8000 };
  expect(loadPolicies(defaults, true).keyLoadPolicy.default.errorRetry).toEqual(retry);
  expect(loadPolicies(defaults, true).manifestLoadPolicy.default.errorRetry).toEqual(retry);
  expect(loadPolicies(defaults, false).fragLoadPolicy.default.errorRetry).toEqual({ ...retry, maxNumRetry: 3 });
});

test('a key counts as lost unless hls.js retries it while online', () => {
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 5 }, reason: 'offline' })).toBe(true);
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 5 } })).toBe(false);
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 2 } })).toBe(true);
  expect(isLostKey({ details: 'fragLoadError', errorAction: { action: 2 } })).toBe(false);
});
