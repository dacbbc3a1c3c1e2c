import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAdaptive } from './plan.ts';
import type { AdaptiveView, ReelView } from './view.ts';
import { createWatchTime } from './watch-time.ts';

const setting = { hour: 20, region: 'Europe/Vienna' };
const model = createWatchTime(0);

function reel(reelId: string, held = 0, seconds = 12): ReelView {
  return {
    reelId,
    durationSeconds: seconds,
    tags: [],
    retention: null,
    renditionBps: [750_000, 1_200_000, 1_850_000],
    segmentSeconds: Array.from({ length: seconds }, () => 1),
    segmentBytes: null,
    inHand: Array.from({ length: seconds }, (_, segment) => (segment < held ? 1 : null)),
  };
}

function view(change: Partial<AdaptiveView> = {}): AdaptiveView {
  return {
    playing: { ...reel('a', 3), positionSeconds: 1 },
    coming: [reel('b'), reel('c'), reel('d')],
    throughput: { bps: 3_000_000, spread: 0.4, overheadMs: 80 },
    budgetBytes: null,
    saveDataFactor: 1,
    continueProbability: 0.98,
    setting,
    ...change,
  };
}

test('the first segments of coming reels come in feed order and each item says why in one line', () => {
  const { items } = planAdaptive(view(), model, 1000);
  const firsts = items.filter(({ segment, reelId }) => segment === 0 && reelId !== 'a');
  expect(firsts.map(({ reelId }) => reelId)).toEqual(['b', 'c', 'd']);
  expect(items.map(({ priority }) => priority)).toEqual(items.map((_, index) => index));
  for (const { reason } of items)
    expect(reason).toMatch(/^segment \d+ of .+% likely to be watched.+s at .+Mbps[^\n]*$/);
});

test('a playing reel that is about to run dry goes first', () => {
  const { items } = planAdaptive(view({ playing: { ...reel('a', 2), positionSeconds: 1.7 } }), model, 0);
  expect(items[0]).toMatchObject({ reelId: 'a', segment: 2, deadlineMs: 300 });
});

test('with all likely segments in hand nothing is fetched, and the plan says why and when to think again', () => {
  const playing = { ...reel('a', 12), positionSeconds: 1 };
  const { items, rest } = planAdaptive(view({ playing, coming: [reel('b', 12), reel('c', 12)] }), model, 5000);
  expect(items).toEqual([]);
  expect(rest.reason).toContain('the playing reel is here to its end');
  expect(rest.untilMs).toBeGreaterThan(5000);
});

test('enough in hand for a while means fetching nothing more of the playing reel yet', () => {
  const playing = { ...reel('a', 6, 40), positionSeconds: 0 };
  const { items, rest } = planAdaptive(view({ playing, coming: [reel('b', 6), reel('c', 6)] }), model, 0);
  expect(items).toEqual([]);
  expect(rest.reason).toContain('wasted if the viewer swipes');
});

test('segments that are cached are not planned again, and holes between them are', () => {
  const playing = reel('a', 5);
  const inHand = playing.inHand.map((rendition, segment) => (segment === 2 ? null : rendition));
  const { items } = planAdaptive(view({ playing: { ...playing, inHand, positionSeconds: 1.5 } }), model, 0);
  expect(items[0]).toMatchObject({ reelId: 'a', segment: 2 });
  expect(items.some(({ reelId, segment }) => reelId === 'a' && (segment === 3 || segment === 4))).toBe(false);
});

test('a viewer who saves data gets a lower rendition than one who does not', () => {
  const start = {
    playing: { ...reel('a'), positionSeconds: 0 },
    throughput: { bps: 2e7, spread: 0.3, overheadMs: 50 },
  };
  const rich = planAdaptive(view(start), model, 0).items[0];
  const saving = planAdaptive(view({ ...start, saveDataFactor: 4 }), model, 0).items[0];
  expect(rich?.rendition).toBe(2);
  expect(saving?.rendition).toBe(0);
});

test('the plan stays within the budget of bytes', () => {
  const { items, rest } = planAdaptive(view({ budgetBytes: 400_000 }), model, 0);
  expect(items.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(400_000);
  expect(rest.reason).toContain('allowed');
});

test('a reel with another ladder is planned in its nearest rendition', () => {
  const other = { ...reel('b'), renditionBps: [1_900_000] };
  const { items } = planAdaptive(view({ coming: [other] }), model, 0);
  expect(items.find(({ reelId }) => reelId === 'b')?.rendition).toBe(0);
});

test('every plan of every view is in order, possible and finite, even on a dead link', () => {
  const anyReel = (id: string) =>
    fc.record({ held: fc.nat(8), seconds: fc.integer({ min: 1, max: 30 }) }).map((r) => reel(id, r.held, r.seconds));
  fc.assert(
    fc.property(
      anyReel('a'),
      fc.array(fc.constant('x'), { maxLength: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e8, noNaN: true })),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (playing, others, share, bps, spread) => {
        const coming = others.map((_, index) => reel(`r${index}`, index));
        const positionSeconds = share * playing.durationSeconds;
        const throughput = { bps, spread, overheadMs: 80 };
        const plan = planAdaptive(view({ playing: { ...playing, positionSeconds }, coming, throughput }), model, 0);
        const seen = new Set<string>();
        for (const item of plan.items) {
          const owner = [playing, ...coming].find(({ reelId }) => reelId === item.reelId);
          expect(owner?.inHand[item.segment]).toBeNull();
          expect(item.probability).toBeGreaterThanOrEqual(0);
          expect(item.probability).toBeLessThanOrEqual(1);
          expect(Number.isFinite(item.deadlineMs)).toBe(true);
          expect(item.deadlineMs).toBeGreaterThanOrEqual(0);
          expect(seen.has(`${item.reelId}/${item.segment}`)).toBe(false);
          seen.add(`${item.reelId}/${item.segment}`);
        }
        expect(Number.isFinite(plan.rest.untilMs)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
