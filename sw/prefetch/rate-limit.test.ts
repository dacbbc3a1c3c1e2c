import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

test.each([
  [2, [0, 0, 1000]],
  [2.5, [0, 0, 800]],
  [1, [0, 1000, 1000]],
  [0.1, [0, 10_000, 10_000]],
])('at %f starts per second the first three wait %j ms', (startsPerSecondPerOrigin, expected) => {
  const rate = new RateLimit({ startsPerSecondPerOrigin });
  const waitsMs = expected.map(() => {
    const delayMs = rate.delayMs('o', 0);
    if (delayMs === 0) rate.count('o', 0);
    return delayMs;
  });
  expect(waitsMs).toEqual(expected);
});
