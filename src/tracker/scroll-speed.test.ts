import { describe, expect, it } from 'vitest';
import { reelsPerSecond } from './scroll-speed.ts';

describe('reelsPerSecond', () => {
  it('is the rate of consecutive swipes', () => {
    expect(reelsPerSecond([0, 200, 400, 600], 600)).toBe(5);
    expect(reelsPerSecond([0, 2_000, 4_000], 4_000)).toBe(0.5);
  });

  it('ignores swipes more than ten seconds ago', () => {
    expect(reelsPerSecond([0, 100, 200, 60_000, 61_000], 61_000)).toBe(1);
  });

  it('is low for a single swipe and 0 without one', () => {
    expect(reelsPerSecond([5_000], 5_000)).toBeCloseTo(0.1);
    expect(reelsPerSecond([], 5_000)).toBe(0);
  });

  it('stays finite when two swipes happen at the same time', () => {
    expect(reelsPerSecond([5, 5], 5)).toBe(1_000);
  });
});
