import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket';

const rates = fc.integer({ min: 100, max: 10_000_000 });
const pausesMs = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 200 });

it('never hands out more than its burst plus the rate times the elapsed time', () => {
  fc.assert(
    fc.property(rates, pausesMs, (bytesPerSecond, pauses) => {
      const bucket = new TokenBucket(bytesPerSecond, 0);
      let nowMs = 0;
      let taken = 0;
      for (const pauseMs of pauses) {
        nowMs += pauseMs;
        while (bucket.take(bucket.sliceBytes, nowMs) === 0) taken += bucket.sliceBytes;
        expect(taken).toBeLessThanOrEqual(bucket.burstBytes + (bytesPerSecond * nowMs) / 1000 + 1);
      }
    }),
  );
});

it('gives a greedy client the whole rate, and returns exactly how long to wait', () => {
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 100 }), (bytesPerSecond, slices) => {
      const bucket = new TokenBucket(bytesPerSecond, 0);
      let nowMs = 0;
      for (let slice = 0; slice < slices; slice++) {
        const waitMs = bucket.take(bucket.sliceBytes, nowMs);
        if (waitMs === 0) continue;
        nowMs += waitMs;
        expect(bucket.take(bucket.sliceBytes, nowMs)).toBe(0);
      }
      const expectedMs = ((slices * bucket.sliceBytes - bucket.burstBytes) / bytesPerSecond) * 1000;
      expect(nowMs).toBeCloseTo(Math.max(0, expectedMs), 0);
    }),
  );
});

it('accumulates no more than its burst while idle', () => {
  const bucket = new TokenBucket(100_000, 0);
  let slices = 0;
  while (bucket.take(bucket.sliceBytes, 3_600_000) === 0) slices += 1;
  expect(slices * bucket.sliceBytes).toBeLessThanOrEqual(bucket.burstBytes);
});
