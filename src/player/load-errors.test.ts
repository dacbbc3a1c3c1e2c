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

test('what a worker answers for is tried once more, anything else three times, with the delays as they were', () => {
  const retry = { maxNumRetry: 1, retryDelayMs: 1000, maxRetryDelayMs: 8000 };
  expect(loadPolicies(defaults, true).keyLoadPolicy.default.errorRetry).toEqual(retry);
  expect(loadPolicies(defaults, true).manifestLoadPolicy.default.errorRetry).toEqual(retry);
  expect(loadPolicies(defaults, false).fragLoadPolicy.default.errorRetry).toEqual({ ...retry, maxNumRetry: 3 });
});

test('a key is lost when it is not tried again, or only once there is a network', () => {
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 5 }, reason: 'offline' })).toBe(true);
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 5 } })).toBe(false);
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 2 } })).toBe(true);
  expect(isLostKey({ details: 'fragLoadError', errorAction: { action: 2 } })).toBe(false);
});
