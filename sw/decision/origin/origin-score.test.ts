import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageOrigin,
  originHealth,
  type OriginHistory,
  type OriginMeasurement,
  recordMeasurement,
  scoreOrigin,
} from './origin-score.ts';

const good: OriginMeasurement = { atMs: 0, latencyMs: 20, bandwidthMbps: 10, succeeded: true };
const failed: OriginMeasurement = { atMs: 0, latencyMs: null, bandwidthMbps: null, succeeded: false };
const idle = { activeTransfers: 0, maxTransfers: 4 };

const historyOf = (...measurements: OriginMeasurement[]) => measurements.reduce<OriginHistory>(recordMeasurement, []);
const healthOf = (latencyMs: number, reliability: number, activeTransfers: number) =>
  originHealth({ latencyMs, bandwidthMbps: 1, reliability }, { activeTransfers, maxTransfers: 8 });

describe('the history of an origin', () => {
  it('keeps the last 10 measurements', () => {
    const history = historyOf(...Array.from({ length: 25 }, (_, atMs) => ({ ...good, atMs })));
    expect(history.map((one) => one.atMs)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });

  it.each([{ latencyMs: -1 }, { latencyMs: Number.NaN }, { bandwidthMbps: Number.POSITIVE_INFINITY }, { atMs: -1 }])(
    'ignores a measurement with the impossible %j',
    (impossible) => {
      expect(historyOf({ ...good, ...impossible })).toEqual([]);
    },
  );

  it('is averaged with a weight of 0.3 for the latest measurement', () => {
    const averages = averageOrigin(historyOf(good, { ...good, latencyMs: 120, bandwidthMbps: 20 }));
    expect(averages.latencyMs).toBeCloseTo(50);
    expect(averages.bandwidthMbps).toBeCloseTo(13);
    expect(averages.reliability).toBe(1);
  });

  it('loses reliability with a failure, but keeps latency and bandwidth', () => {
    expect(averageOrigin(historyOf(good, failed))).toEqual({ latencyMs: 20, bandwidthMbps: 10, reliability: 0.7 });
  });
});

describe('the score of an origin', () => {
  it('is bandwidth × reliability / (1 + latency × 0.1)', () => {
    expect(scoreOrigin({ bandwidthMbps: 12, reliability: 0.5, latencyMs: 10 })).toBe(3);
    expect(scoreOrigin({ bandwidthMbps: 8, reliability: 1, latencyMs: 0 })).toBe(8);
  });
});

describe('the health of an origin', () => {
  const averages = { latencyMs: 100, bandwidthMbps: 10, reliability: 1 };

  it('combines reliability, nearness and load', () => {
    expect(originHealth({ ...averages, latencyMs: 0 }, idle)).toBe(1);
    expect(originHealth(averages, idle)).toBe(0.5);
    expect(originHealth({ ...averages, reliability: 0.5 }, idle)).toBe(0.25);
    expect(originHealth(averages, { activeTransfers: 4, maxTransfers: 4 })).toBe(0.25);
  });

  it('is between 0 and 1, and never better for an origin that is farther, busier or less reliable', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.nat(500),
        share,
        share,
        fc.nat(20),
        fc.nat(5),
        (latencyMs, more, r1, r2, active, busier) => {
          const base = healthOf(latencyMs, Math.max(r1, r2), active);
          expect(base).toBeGreaterThanOrEqual(0);
          expect(base).toBeLessThanOrEqual(1);
          expect(healthOf(latencyMs + more, Math.max(r1, r2), active)).toBeLessThanOrEqual(base);
          expect(healthOf(latencyMs, Math.min(r1, r2), active)).toBeLessThanOrEqual(base);
          expect(healthOf(latencyMs, Math.max(r1, r2), active + busier)).toBeLessThanOrEqual(base);
        },
      ),
    );
  });
});
