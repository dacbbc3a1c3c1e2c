import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/shared/config.ts';
import { laneCount, lowWaterFor } from './lane-count.ts';
import { shouldYield } from './yield-policy.ts';

const { player } = defaultConfig;

describe('lanes', () => {
  test('number two on a slow or unknown link and more on a fast one, up to the configured maximum', () => {
    expect(laneCount(null, 10)).toBe(2);
    expect(laneCount(4_000_000, 10)).toBe(2);
    expect(laneCount(50_000_000, 10)).toBe(7);
    expect(laneCount(500_000_000, 10)).toBe(10);
    expect(laneCount(50_000_000, 1)).toBe(1);
  });
});

describe('the low-water mark', () => {
  test('is the configured value, and lower for a viewer who skims', () => {
    expect(lowWaterFor(null, player)).toBe(4);
    expect(lowWaterFor(12, player)).toBe(4);
    expect(lowWaterFor(0.8, player)).toBe(0.8);
    expect(lowWaterFor(0.1, player)).toBe(0.5);
  });

  test.each([{ hlsMaxBufferLength: 4 }, { read_ahead_max: 4 }, { hlsMaxBufferLength: 1 }])(
    'is low enough that prefetching resumes with a player limited to %j',
    (limits) => {
      const [mostSeconds = 0] = Object.values(limits);
      const mark = lowWaterFor(null, { ...player, ...limits });
      expect(shouldYield({ bufferAheadSeconds: mostSeconds, bufferedToEnd: false }, true, mark)).toBe(false);
    },
  );
});
