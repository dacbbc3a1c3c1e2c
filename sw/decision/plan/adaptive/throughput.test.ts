import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkOf, noThroughput, observeTransfer, type Throughput } from './throughput.ts';

function observeMany(kbps: readonly number[], overheadSeconds = 0.08): Throughput {
  return kbps.reduce((throughput, rate) => {
    const bytes = 120_000;
    return observeTransfer(throughput, bytes, overheadSeconds + (bytes * 8) / 1000 / rate, overheadSeconds);
  }, noThroughput);
}

test('a steady link is known after a few transfers, without its overhead', () => {
  const { kbps, spread } = linkOf(observeMany(Array.from({ length: 20 }, () => 3000)), 0.08);
  expect(kbps).toBeGreaterThan(2800);
  expect(kbps).toBeLessThan(3050);
  expect(spread).toBeLessThan(0.3);
});

test('a link that flickers is known to', () => {
  const steady = linkOf(observeMany(Array.from({ length: 20 }, () => 2000)), 0.08);
  const flickering = linkOf(observeMany(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 1000 : 4000))), 0.08);
  expect(flickering.spread).toBeGreaterThan(steady.spread + 0.1);
});

test('a change of the link is followed', () => {
  const { kbps } = linkOf(
    observeMany([...Array.from({ length: 20 }, () => 5000), ...Array.from({ length: 20 }, () => 800)]),
    0.08,
  );
  expect(kbps).toBeLessThan(1200);
});

test('impossible transfers teach nothing', () => {
  for (const [bytes, seconds] of [
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
    [1000, 0],
    [1000, -1],
    [1000, Number.NaN],
    [1000, Infinity],
  ] as const)
    expect(observeTransfer(noThroughput, bytes, seconds, 0.08)).toBe(noThroughput);
});

test('whatever is observed, the estimate stays possible', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 1e8 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true }))),
      (transfers) => {
        const throughput = transfers.reduce(
          (from, [bytes, seconds]) => observeTransfer(from, bytes, seconds, 0.08),
          noThroughput,
        );
        const { kbps, spread } = linkOf(throughput, 0.08);
        expect(kbps).toBeGreaterThan(0);
        expect(Number.isFinite(kbps)).toBe(true);
        expect(spread).toBeGreaterThan(0);
        expect(spread).toBeLessThanOrEqual(0.8);
      },
    ),
  );
});
