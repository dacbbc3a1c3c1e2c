import { describe, expect, it } from 'vitest';
import { TapReader } from './tap-reader.ts';

const tap = (atMs: number, xPx = 100, yPx = 100) => ({ atMs, xPx, yPx });

describe('TapReader', () => {
  it('calls the second of two quick taps in one place a double tap, and every one that follows quickly', () => {
    const reader = new TapReader();
    expect([tap(0), tap(200), tap(400)].map((one) => reader.read(one))).toEqual(['single', 'double', 'double']);
  });

  it('takes taps apart that are far away in time or place', () => {
    const reader = new TapReader();
    expect([tap(0), tap(400), tap(500, 200), tap(900)].map((one) => reader.read(one))).toEqual(
      Array.from({ length: 4 }, () => 'single'),
    );
  });
});
