import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReelState } from './decision-state.ts';
import { Foresight, type Stretch, type Terms } from './foresight.ts';

function reel(hazardPerSecond: number, renditions = [1000], seconds = 8): ReelState {
  const startSeconds = Float64Array.from({ length: seconds + 1 }, (_, at) => at);
  return {
    startSeconds,
    survival: startSeconds.map((at) => Math.exp(-hazardPerSecond * at)),
    kilobits: renditions.map((kilobits) => new Float64Array(seconds).fill(kilobits)),
  };
}

function terms(bps: number, change: Partial<Terms['weights']> = {}, spread = 0): Terms {
  return {
    link: { bps, spread, overheadSeconds: 0 },
    weights: { quality: [1], stallPerSecond: 2, costPerMegabit: 0, ...change },
  };
}

function wholeOf(one: ReelState): Stretch {
  return { reel: one, positionSeconds: 0, from: 0, until: one.startSeconds.length - 1 };
}

const nothingAfter = () => 0;

test('a link just as fast as the reel plays all of it after one wait for the first segment', () => {
  const foresight = new Foresight(terms(1_000_000), wholeOf(reel(0)), [], nothingAfter);
  expect(foresight.value(0, 0, 0, 0)).toBeCloseTo(8 - 2);
  expect(foresight.value(3, 0, 0, 1)).toBeCloseTo(5);
  expect(foresight.value(3, 0, 0, 0)).toBeCloseTo(5 - 2);
});

test('bytes cost the same whether watched or not, so a viewer who may leave is worth less', () => {
  const paid = { costPerMegabit: 0.5 };
  const staying = new Foresight(terms(20_000_000, paid), wholeOf(reel(0)), [], nothingAfter).value(4, 0, 0, 4);
  const leaving = new Foresight(terms(20_000_000, paid), wholeOf(reel(0.3)), [], nothingAfter).value(4, 0, 0, 4);
  expect(staying).toBeCloseTo(4 * (1 - 0.5));
  expect(leaving).toBeLessThan(staying / 2);
  expect(leaving).toBeGreaterThan(0);
});

test('a rendition switch costs only once, so a low rendition is left when the link has room for a higher one', () => {
  const ladder = [500, 1000];
  const weights = { quality: [1, 1.5] };
  const roomy = new Foresight(terms(20_000_000, weights), wholeOf(reel(0, ladder)), [], nothingAfter);
  expect(roomy.value(0, 0, 0, 0)).toBeCloseTo(roomy.value(0, 0, 1, 0) - 0.5);
  expect(roomy.fetchValue(0, 0, 1, 0) - roomy.switchCost(0, 1)).toBeGreaterThan(roomy.fetchValue(0, 0, 0, 0));
});

test('a segment ahead is worth fetching when a swipe would otherwise find nothing to play', () => {
  const next = { reel: 1, segment: 0, seconds: 1, kilobits: [1000], share: 1 };
  const foresight = new Foresight(terms(4_000_000), wholeOf(reel(0.1)), [next], (held) => (held > 0 ? 0 : -2));
  expect(foresight.fetchValue(4, 0, 0, 4, next)).toBeGreaterThan(foresight.waitValue(4, 0, 0, 4));
});

test('for a viewer who stays, neither a longer buffer nor a faster link is ever worth less', () => {
  const kbps = fc.integer({ min: 300, max: 6000 });
  fc.assert(
    fc.property(kbps, kbps, fc.nat(7), fc.double({ min: 0, max: 0.8, noNaN: true }), (one, other, segment, spread) => {
      const [slow = one, fast = one] = [one, other].toSorted((a, b) => a - b);
      const of = (rate: number) => new Foresight(terms(rate * 1000, {}, spread), wholeOf(reel(0)), [], nothingAfter);
      const [slower, faster] = [of(slow), of(fast)];
      for (let buffer = 0.5; buffer <= segment; buffer += 0.5) {
        const value = slower.value(segment, 0, 0, buffer);
        expect(value).toBeGreaterThanOrEqual(slower.value(segment, 0, 0, buffer - 0.5) - 1e-9);
        expect(faster.value(segment, 0, 0, buffer)).toBeGreaterThanOrEqual(value - 1e-9);
      }
    }),
    { numRuns: 60 },
  );
});
