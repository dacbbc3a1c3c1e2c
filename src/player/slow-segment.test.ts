import { expect, test } from 'vitest';
import { isWorthSwitching } from './slow-segment.ts';

/** 100 kB/s. */
const slow = { loadedBytes: 100_000, leftBytes: 900_000, seconds: 1 };

test('a segment is abandoned if it would arrive much sooner in another rendition than its rest', () => {
  expect(isWorthSwitching(slow, 200_000, 0.1)).toBe(true);
  expect(isWorthSwitching(slow, 700_000, 0.1)).toBe(false);
});

test('a segment is not abandoned if it is nearly complete or if a round trip would take longer', () => {
  expect(isWorthSwitching({ ...slow, leftBytes: 50_000 }, 200_000, 0.1)).toBe(false);
  expect(isWorthSwitching(slow, 200_000, 5)).toBe(false);
});

test('a segment is not abandoned before its rate is known', () => {
  expect(isWorthSwitching({ ...slow, seconds: 0.4 }, 10_000, 0.1)).toBe(false);
  expect(isWorthSwitching({ ...slow, loadedBytes: 0 }, 10_000, 0.1)).toBe(false);
});
