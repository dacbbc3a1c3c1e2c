import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialReadAhead, noteSeek, readAheadSeconds, sampleThroughput } from './read-ahead.ts';

const limits = { targetSeconds: 30, minSeconds: 10, maxSeconds: 60 };
const sampled = (...samples: [number, number][]) =>
  samples.reduce((state, [bps, atMs]) => sampleThroughput(state, bps, atMs), initialReadAhead);

describe('the throughput average of the read-ahead', () => {
  it('starts at the first sample and moves three tenths of the way to each further one', () => {
    expect(sampled([1000, 0]).throughputBps).toBe(1000);
    expect(sampled([1000, 0], [2000, 500]).throughputBps).toBeCloseTo(1300);
    expect(sampled([1000, 0], [2000, 500], [2000, 1000]).throughputBps).toBeCloseTo(1510);
  });

  it('ignores a sample that comes less than half a second after the last', () => {
    expect(sampled([1000, 0], [9000, 499])).toEqual(sampled([1000, 0]));
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('ignores a rate of %d', (bps) => {
    expect(sampled([1000, 0], [bps, 1000])).toEqual(sampled([1000, 0]));
  });

  it('stays between the smallest and the largest sample', () => {
    const rate = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(rate, { minLength: 1 }), (rates) => {
        const average = sampled(...rates.map((bps, i): [number, number] => [bps, i * 500])).throughputBps ?? Number.NaN;
        expect(average).toBeGreaterThanOrEqual(Math.min(...rates) * (1 - 1e-9));
        expect(average).toBeLessThanOrEqual(Math.max(...rates) * (1 + 1e-9));
      }),
    );
  });
});

describe('the read-ahead', () => {
  it('is the length of the rendition that the network delivers in 30 s', () => {
    expect(readAheadSeconds(sampled([1_500_000, 0]), 1_000_000, 0, limits)).toBe(45);
  });

  it('is clamped to its limits', () => {
    expect(readAheadSeconds(sampled([100_000, 0]), 1_000_000, 0, limits)).toBe(10);
    expect(readAheadSeconds(sampled([9_000_000, 0]), 1_000_000, 0, limits)).toBe(60);
  });

  it('is the minimum while the throughput or the bandwidth of the rendition is unknown', () => {
    expect(readAheadSeconds(initialReadAhead, 1_000_000, 0, limits)).toBe(10);
    expect(readAheadSeconds(sampled([1_000_000, 0]), 0, 0, limits)).toBe(10);
  });

  it('is doubled for 10 s after a seek', () => {
    const seeked = noteSeek(sampled([1_000_000, 0]), 5000);
    const at = [4999, 5000, 14_999, 15_000].map((nowMs) => readAheadSeconds(seeked, 1_000_000, nowMs, limits));
    expect(at).toEqual([30, 60, 60, 30]);
  });

  it('is never below the minimum nor above twice the maximum, and grows with the throughput', () => {
    const rate = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 0, max: 1e7 }), fc.nat(20_000), (a, b, renditionBps, seekMs) => {
        const of = (bps: number) => readAheadSeconds(noteSeek(sampled([bps, 0]), seekMs), renditionBps, 12_000, limits);
        const [slow, fast] = [of(Math.min(a, b)), of(Math.max(a, b))];
        expect(slow).toBeGreaterThanOrEqual(10);
        expect(fast).toBeLessThanOrEqual(120);
        expect(slow).toBeLessThanOrEqual(fast);
      }),
    );
  });
});
