import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uncontendedMs, OriginByteCounter } from './origin-byte-counter.ts';

describe('the time that bytes would have taken alone', () => {
  it('is the measured time if nothing else arrived', () => {
    expect(uncontendedMs(500, 1_000, 1_000)).toBe(500);
  });

  it('is half the measured time if another transfer received as many bytes', () => {
    expect(uncontendedMs(500, 1_000, 2_000)).toBe(250);
  });

  it('is never longer than the measured time, and never negative', () => {
    const bytes = fc.nat(1e9);
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 1e6 }), bytes, bytes, (elapsedMs, ownBytes, lineBytes) => {
        const ms = uncontendedMs(elapsedMs, ownBytes, lineBytes);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(Math.max(0, elapsedMs));
      }),
    );
  });
});

describe('the byte count', () => {
  it('is kept separately for each origin', () => {
    const line = new OriginByteCounter();
    line.count('https://a.example', 10);
    line.count('https://b.example', 5);
    line.count('https://a.example', 1);
    expect([
      line.bytesOf('https://a.example'),
      line.bytesOf('https://b.example'),
      line.bytesOf('https://c.example'),
    ]).toEqual([11, 5, 0]);
  });
});
