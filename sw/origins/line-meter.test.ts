import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aloneMs, LineMeter } from './line-meter.ts';

describe('the time that bytes would have taken alone', () => {
  it('is the time that they took when nothing else came', () => {
    expect(aloneMs(500, 1_000, 1_000)).toBe(500);
  });

  it('is half of it when as much came for another', () => {
    expect(aloneMs(500, 1_000, 2_000)).toBe(250);
  });

  it('is never more than was measured, nor less than nothing', () => {
    const bytes = fc.nat(1e9);
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 1e6 }), bytes, bytes, (elapsedMs, ownBytes, lineBytes) => {
        const ms = aloneMs(elapsedMs, ownBytes, lineBytes);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(Math.max(0, elapsedMs));
      }),
    );
  });
});

describe('a line', () => {
  it('is that of one origin', () => {
    const line = new LineMeter();
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
