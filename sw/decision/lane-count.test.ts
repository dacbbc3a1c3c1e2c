import { describe, expect, test } from 'vitest';
import { laneCount, lowWaterFor } from './lane-count.ts';

describe('lanes', () => {
  test('are two on a slow or unknown line and more on a fast one, up to what is configured', () => {
    expect(laneCount(null, 10)).toBe(2);
    expect(laneCount(4_000_000, 10)).toBe(2);
    expect(laneCount(50_000_000, 10)).toBe(7);
    expect(laneCount(500_000_000, 10)).toBe(10);
    expect(laneCount(50_000_000, 1)).toBe(1);
  });
});

describe('the low-water mark', () => {
  test('is the configured one, and lower for a viewer who skims', () => {
    expect(lowWaterFor(null, 4)).toBe(4);
    expect(lowWaterFor(12, 4)).toBe(4);
    expect(lowWaterFor(0.8, 4)).toBe(0.8);
    expect(lowWaterFor(0.1, 4)).toBe(0.5);
  });
});
