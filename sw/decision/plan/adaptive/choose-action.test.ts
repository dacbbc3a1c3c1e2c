import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as adaptive from './choose-action.ts';
import type { DecisionState, ReelState } from './decision-state.ts';
import { expectNeed } from './need.ts';

/** A reel of one-second segments that viewers leave at this constant hazard. */
function reel(hazardPerSecond: number, seconds = 20): ReelState {
  const startSeconds = Float64Array.from({ length: seconds + 1 }, (_, at) => at);
  return {
    startSeconds,
    survival: startSeconds.map((at) => Math.exp(-hazardPerSecond * at)),
    kilobits: [750, 1200, 1850].map((kilobits) => new Float64Array(seconds).fill(kilobits)),
  };
}

function state(change: Partial<DecisionState> = {}): DecisionState {
  return {
    reels: [reel(0.08), reel(0.08), reel(0.08)],
    firstMissing: [3, 1, 1],
    positionSeconds: 1,
    lastRendition: 1,
    link: { bps: 2_500_000, spread: 0.4, overheadSeconds: 0.08 },
    weights: { quality: [0.75, 1.2, 1.85], stallPerSecond: 1.85, costPerMegabit: 0.5 },
    ...change,
  };
}

function chooseAction(from: DecisionState) {
  const foresight = adaptive.foresee(from);
  return foresight && adaptive.chooseAction(foresight, from);
}

test('the playing reel is fetched while its buffer is short, else the first coming reel without a segment', () => {
  expect(chooseAction(state({ firstMissing: [2, 1, 1], positionSeconds: 1.8 }))?.reel).toBe(0);
  expect(chooseAction(state({ firstMissing: [9, 0, 0], positionSeconds: 1 }))?.reel).toBe(1);
  expect(chooseAction(state({ firstMissing: [9, 1, 0], positionSeconds: 1 }))?.reel).toBe(2);
});

test('the more of the playing reel is buffered, the longer nothing is fetched', () => {
  const idle = (held: number) => chooseAction(state({ firstMissing: [held, 3, 3] }));
  expect(idle(6)).toMatchObject({ reel: -1 });
  expect(idle(9)?.seconds).toBeGreaterThan(idle(6)?.seconds ?? Infinity);
});

test('a segment that is needed earlier never ranks lower', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 500, max: 8000 }),
      (held, share, further, kbps) => {
        const positionSeconds = share * held;
        const later = positionSeconds + further * (held - positionSeconds);
        const view = (position: number) =>
          state({
            firstMissing: [held, 1, 1],
            positionSeconds: position,
            link: { bps: 1000 * kbps, spread: 0.4, overheadSeconds: 0.08 },
          });
        const single = (position: number) => ({
          ...view(position),
          weights: { quality: [0.75], stallPerSecond: 1.85, costPerMegabit: 0.5 },
        });
        if (chooseAction(single(positionSeconds))?.reel === 0) expect(chooseAction(single(later))?.reel).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test('a segment that is more likely to be watched never ranks lower', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.4, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (hazard, share) => {
        const view = (next: number) => state({ reels: [reel(0.08), reel(next), reel(0.3)], firstMissing: [9, 1, 1] });
        if (chooseAction(view(hazard))?.reel === 1) expect(chooseAction(view(hazard * share))?.reel).toBe(1);
      },
    ),
    { numRuns: 60 },
  );
});

test('an earlier segment is more likely to be needed, and a hastier viewer needs the next reel sooner', () => {
  const calm = [reel(0.03), reel(0.05)];
  const hasty = [reel(0.2), reel(0.05)];
  const needs = [0, 1, 2, 3].map((segment) => expectNeed(calm, 1, segment, 2));
  for (const [index, need] of needs.entries())
    if (index > 0) {
      expect(need.probability).toBeLessThan(needs[index - 1]?.probability ?? 0);
      expect(need.inSeconds).toBeGreaterThan(needs[index - 1]?.inSeconds ?? Infinity);
    }
  expect(expectNeed(hasty, 1, 0, 2).inSeconds).toBeLessThan(expectNeed(calm, 1, 0, 2).inSeconds);
});

test('a hasty viewer gets a shorter buffer than one who stays', () => {
  const fetchedBelow = (hazard: number) =>
    [0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3].findLast(
      (bufferSeconds) =>
        chooseAction(
          state({ reels: [reel(hazard, 40), reel(0.05)], firstMissing: [4, 3], positionSeconds: 4 - bufferSeconds }),
        )?.reel === 0,
    );
  expect(fetchedBelow(0.3)).toBeLessThan(fetchedBelow(0.01) ?? 0);
});

test('a faster link leads to a higher rendition, costlier bytes to a lower one', () => {
  const chosen = (kbps: number, costPerMegabit = 0.5) =>
    chooseAction(
      state({
        firstMissing: [0, 0, 0],
        positionSeconds: 0,
        lastRendition: undefined,
        link: { bps: 1000 * kbps, spread: 0.3, overheadSeconds: 0.05 },
        weights: { quality: [0.75, 1.2, 1.85], stallPerSecond: 1.85, costPerMegabit },
      }),
    )?.rendition;
  expect([chosen(900), chosen(10_000), chosen(10_000, 1.5)]).toEqual([0, 2, 0]);
});

test('a dead link, an empty feed and a reel without segments do not throw', () => {
  const dead = chooseAction(state({ link: { bps: 1, spread: 0.4, overheadSeconds: 0.08 } }));
  expect(dead?.reel).toBeTypeOf('number');
  expect(chooseAction(state({ reels: [], firstMissing: [] }))).toBeUndefined();
  const empty = { startSeconds: new Float64Array(1), survival: new Float64Array([1]), kilobits: [new Float64Array(0)] };
  expect(chooseAction(state({ reels: [empty], firstMissing: [0], positionSeconds: 0 }))?.reel).toBe(-1);
});

test('a decision is a pure function of its state', () => {
  const before = state();
  const frozen = structuredClone(before);
  expect(chooseAction(before)).toEqual(chooseAction(before));
  expect(before).toEqual(frozen);
});
