import { describe, expect, it } from 'vitest';
import { TapReader } from './tap-reader.ts';

const tap = (atMs: number, xPx = 100, yPx = 100) => ({ atMs, xPx, yPx });

describe('TapReader', () => {
  it('reads a quick second tap in the same place, and any quick one after it, as a double tap', () => {
    const reader = new TapReader();
    expect([tap(0), tap(200), tap(400)].map((one) => reader.read(one))).toEqual(['single', 'double', 'double']);
  });

  it('reads taps that are far apart in time or place as single taps', () => {
    const reader = new TapReader();
    expect([tap(0), tap(400), tap(500, 200), tap(900)].map((one) => reader.read(one))).toEqual(
      Array.from({ length: 4 }, () => 'single'),
    );
  });
});
