import { expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

it('a slope distinguishes growth from fluctuation', () => {
  expect(slopeOf([1, 3, 5, 7])).toBe(2);
  expect(slopeOf([5, 9, 9, 5])).toBe(0);
  expect(slopeOf([4])).toBe(0);
});
