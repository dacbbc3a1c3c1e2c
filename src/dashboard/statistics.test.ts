import { expect, it } from 'vitest';
import { quantile, sharesOf } from './statistics.ts';

it('a quantile is one of the values, or null if there are none', () => {
  expect(quantile([], 0.5)).toBeNull();
  expect(quantile([30, 10, 20], 0.5)).toBe(20);
  expect(quantile([30, 10, 20], 0.95)).toBe(30);
  expect(quantile([30, 10, 20], 0)).toBe(10);
});

it('shares are parts of the sum, and 0 if the sum is 0', () => {
  expect(sharesOf([1, 3])).toEqual([0.25, 0.75]);
  expect(sharesOf([0, 0])).toEqual([0, 0]);
});
