import { expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

it('a slope tells growth from going up and down', () => {
  expect(slopeOf([1, 3, 5, 7])).toBe(2);
  expect(slopeOf([5, 9, 9, 5])).toBe(0);
  expect(slopeOf([4])).toBe(0);
});
