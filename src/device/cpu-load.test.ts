import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuLoadFrom, framesSince } from './cpu-load.ts';

const quiet = { pressure: null, longTaskMs: 0, windowMs: 5_000, frames: { total: 150, dropped: 0 } };

describe('the load of the processor', () => {
  it('follows the pressure that the browser reports, even against long tasks', () => {
    const seen = { ...quiet, longTaskMs: 5_000, frames: { total: 0, dropped: 0 } };
    const loads = (['nominal', 'fair', 'serious', 'critical'] as const).map((pressure) =>
      cpuLoadFrom({ ...seen, pressure }),
    );
    expect(loads).toEqual([0.3, 0.65, 0.8, 0.97]);
  });

  it('is not critical as long as few frames are dropped', () => {
    expect(cpuLoadFrom({ ...quiet, pressure: 'critical' })).toBe(0.8);
    expect(cpuLoadFrom({ ...quiet, pressure: 'critical', frames: { total: 150, dropped: 9 } })).toBe(0.97);
  });

  it('is the share of long tasks if the browser reports no pressure', () => {
    expect(cpuLoadFrom({ ...quiet, longTaskMs: 2_000 })).toBe(0.4);
  });

  it('is high when many frames are dropped', () => {
    expect(cpuLoadFrom({ ...quiet, frames: { total: 150, dropped: 30 } })).toBe(0.8);
  });

  it('ignores dropped frames if there are only a handful of frames', () => {
    expect(cpuLoadFrom({ ...quiet, frames: { total: 10, dropped: 10 } })).toBe(0);
  });

  it('is unknown before any time has passed', () => {
    expect(cpuLoadFrom({ ...quiet, windowMs: 0 })).toBeNull();
  });

  it('is between 0 and 1', () => {
    const count = fc.nat(100_000);
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 10_000 }), count, count, (longTaskMs, windowMs, total, dropped) => {
        const frames = { total, dropped: Math.min(total, dropped) };
        const load = cpuLoadFrom({ pressure: null, longTaskMs, windowMs, frames });
        expect(load).toBeGreaterThanOrEqual(0);
        expect(load).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('frames since the last sample', () => {
  it('are the difference of the counters', () => {
    expect(framesSince({ total: 160, dropped: 4 }, { total: 100, dropped: 1 })).toEqual({ total: 60, dropped: 3 });
  });

  it('are all frames of a reel that has just started', () => {
    expect(framesSince({ total: 20, dropped: 0 }, { total: 100, dropped: 1 })).toEqual({ total: 20, dropped: 0 });
  });
});
