import { describe, expect, it } from 'vitest';
import { NetworkEstimate } from './network-estimate.ts';

const estimator = (bps: number | null) => ({
  canEstimate: () => bps !== null,
  getEstimate: () => bps ?? 500_000,
  getEstimateTTFB: () => 80,
});
const minuteMs = 60_000;

describe('the network estimate', () => {
  it('is the throughput remembered for the connection until something is measured', () => {
    const estimate = new NetworkEstimate<ReturnType<typeof estimator>>(3_000_000);
    expect([estimate.bps, estimate.measuredBps, estimate.firstByteMs]).toEqual([3_000_000, null, 100]);
    estimate.share(estimator(null));
    expect(estimate.bps).toBe(3_000_000);
    estimate.replace(estimator(2_000_000));
    expect([estimate.bps, estimate.measuredBps, estimate.firstByteMs]).toEqual([2_000_000, 2_000_000, 80]);
  });

  it('is the start value of a player that starts its own measurement, not the remembered throughput', () => {
    const estimate = new NetworkEstimate<ReturnType<typeof estimator>>(3_000_000);
    estimate.share(estimator(2_000_000));
    estimate.replace(estimator(null));
    expect([estimate.bps, estimate.measuredBps]).toEqual([500_000, null]);
  });

  it('is shared by all players', () => {
    const estimate = new NetworkEstimate<ReturnType<typeof estimator>>(null);
    const first = estimator(1);
    expect(estimate.share(first)).toBe(first);
    expect(estimate.share(estimator(2))).toBe(first);
  });

  it('starts over on another network', () => {
    const estimate = new NetworkEstimate<ReturnType<typeof estimator>>(null);
    estimate.share(estimator(9_000_000));
    estimate.reset(700_000, 10 * minuteMs);
    expect(estimate.bps).toBe(700_000);
    const next = estimator(600_000);
    expect(estimate.share(next)).toBe(next);
  });

  it('ignores bytes that arrived long ago or over another network', () => {
    const estimate = new NetworkEstimate(null);
    expect(estimate.isRecent(4 * minuteMs, minuteMs)).toBe(true);
    expect(estimate.isRecent(6 * minuteMs, 60 * minuteMs)).toBe(false);
    estimate.reset(null, 10 * minuteMs);
    expect(estimate.isRecent(2 * minuteMs, 11 * minuteMs)).toBe(false);
    expect(estimate.isRecent(minuteMs / 2, 11 * minuteMs)).toBe(true);
  });
});
