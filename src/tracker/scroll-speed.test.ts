import { describe, expect, it } from 'vitest';
import { reelsPerSecond } from './scroll-speed.ts';

describe('reelsPerSecond', () => {
  it('is the rate of the swipes that follow each other', () => {
    expect(reelsPerSecond([0, 200, 400, 600], 600)).toBe(5);
    expect(reelsPerSecond([0, 2_000, 4_000], 4_000)).toBe(0.5);
  });

  it('forgets what lies more than ten seconds back', () => {
    expect(reelsPerSecond([0, 100, 200, 60_000, 61_000], 61_000)).toBe(1);
  });

  it('is slow for a single swipe and nothing without one', () => {
    expect(reelsPerSecond([5_000], 5_000)).toBeCloseTo(0.1);
    expect(reelsPerSecond([], 5_000)).toBe(0);
  });

  it('stays finite when two swipes share a moment', () => {
    expect(reelsPerSecond([5, 5], 5)).toBe(1_000);
  });
});
