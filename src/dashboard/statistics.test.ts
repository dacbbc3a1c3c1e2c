import { expect, it } from 'vitest';
import { quantile, sharesOf } from './statistics.ts';

it('takes quantiles as values that were there', () => {
  expect(quantile([], 0.5)).toBeNull();
  expect(quantile([30, 10, 20], 0.5)).toBe(20);
  expect(quantile([30, 10, 20], 0.95)).toBe(30);
  expect(quantile([30, 10, 20], 0)).toBe(10);
});

it('parts a whole, and nothing into nothings', () => {
  expect(sharesOf([1, 3])).toEqual([0.25, 0.75]);
  expect(sharesOf([0, 0])).toEqual([0, 0]);
});
