import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LinkModel, linkOf, noTransfers, observeTransfer } from './link-model.ts';

const guessBps = 1_700_000;

function observeMany(kbps: readonly number[], firstByteSeconds = 0.08): LinkModel {
  return kbps.reduce((model, rate) => {
    const bytes = 120_000;
    const seconds = firstByteSeconds + (bytes * 8) / 1000 / rate;
    return observeTransfer(model, { bytes, seconds, firstByteSeconds }, guessBps);
  }, noTransfers);
}

test('the rate of a steady link is learned from its transfers, with the overhead kept apart', () => {
  const { bps, spread, overheadSeconds } = linkOf(observeMany(Array.from({ length: 20 }, () => 3000)), guessBps);
  expect(bps).toBeGreaterThan(2_800_000);
  expect(bps).toBeLessThan(3_050_000);
  expect(overheadSeconds).toBeCloseTo(0.08);
  expect(spread).toBeLessThan(0.3);
});

test('a fluctuating link has a wider spread than a steady one', () => {
  const steady = linkOf(observeMany(Array.from({ length: 20 }, () => 2000)), guessBps);
  const flickering = linkOf(observeMany(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 1000 : 4000))), guessBps);
  expect(flickering.spread).toBeGreaterThan(steady.spread + 0.1);
});

test('the estimate follows a change of the link', () => {
  const { bps } = linkOf(
    observeMany([...Array.from({ length: 20 }, () => 5000), ...Array.from({ length: 20 }, () => 800)]),
    guessBps,
  );
  expect(bps).toBeLessThan(1_200_000);
});

test('impossible transfers are ignored', () => {
  for (const [bytes, seconds, firstByteSeconds] of [
    [1000, 0, 0],
    [1000, -1, 0],
    [1000, Number.NaN, 0],
    [1000, Infinity, 0],
    [1000, 1, 2],
    [1000, 1, Number.NaN],
    [1000, 1e6, 0],
  ] as const)
    expect(observeTransfer(noTransfers, { bytes, seconds, firstByteSeconds }, guessBps)).toBe(noTransfers);
});

test('a small response updates the overhead but not the rate', () => {
  const model = observeTransfer(noTransfers, { bytes: 900, seconds: 0.31, firstByteSeconds: 0.3 }, guessBps);
  expect(linkOf(model, guessBps).bps).toBeCloseTo(guessBps);
  expect(linkOf(model, guessBps).overheadSeconds).toBeCloseTo(0.3);
});

test('the estimate stays within its bounds for any observations and any guess', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double(), fc.double(), fc.double())), fc.double(), (transfers, guessed) => {
      const model = transfers.reduce(
        (from, [bytes, seconds, firstByteSeconds]) =>
          observeTransfer(from, { bytes, seconds, firstByteSeconds }, guessed),
        noTransfers,
      );
      const { bps, spread, overheadSeconds } = linkOf(model, guessed);
      expect(bps).toBeGreaterThanOrEqual(999);
      expect(bps).toBeLessThanOrEqual(10_000_000_001);
      expect(spread).toBeGreaterThan(0);
      expect(spread).toBeLessThanOrEqual(0.8);
      expect(overheadSeconds).toBeGreaterThanOrEqual(0);
      expect(overheadSeconds).toBeLessThanOrEqual(600);
    }),
    {
      examples: [
        [[], Number.NaN],
        [[[9000, 1, 0]], Number.NaN],
      ],
    },
  );
});
