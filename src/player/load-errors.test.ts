import { expect, test } from 'vitest';
import { isLostKey, patientPolicies } from './load-errors.ts';

const policy = {
  default: {
    maxTimeToFirstByteMs: 1000,
    maxLoadTimeMs: 1000,
    timeoutRetry: null,
    errorRetry: { maxNumRetry: 8, retryDelayMs: 1000, maxRetryDelayMs: 8000 },
  },
};

test('keys and segments are tried three times more, with the delays as they were', () => {
  const { keyLoadPolicy, fragLoadPolicy } = patientPolicies({ keyLoadPolicy: policy, fragLoadPolicy: policy });
  expect(keyLoadPolicy.default.errorRetry).toEqual({ maxNumRetry: 3, retryDelayMs: 1000, maxRetryDelayMs: 8000 });
  expect(fragLoadPolicy.default.errorRetry?.maxNumRetry).toBe(3);
});

test('a key is lost when it is not tried again, or only once there is a network', () => {
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 5 }, reason: 'offline' })).toBe(true);
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 5 } })).toBe(false);
  expect(isLostKey({ details: 'keyLoadError', errorAction: { action: 2 } })).toBe(true);
  expect(isLostKey({ details: 'fragLoadError', errorAction: { action: 2 } })).toBe(false);
});
