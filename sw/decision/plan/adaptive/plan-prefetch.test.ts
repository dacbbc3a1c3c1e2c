import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planPrefetch } from './plan-prefetch.ts';
import type { CandidateReel, PlanningFacts } from './planning-facts.ts';
import { createWatchTime } from './watch-time.ts';

const setting = { hour: 20, region: 'Europe/Vienna' };
const watchTime = createWatchTime(0);

function reel(reelId: string, held = 0, seconds = 12): CandidateReel {
  return {
    reelId,
    durationSeconds: seconds,
    tags: [],
    retention: null,
    renditionBps: [750_000, 1_200_000, 1_850_000],
    segmentSeconds: Array.from({ length: seconds }, () => 1),
    segmentBytes: null,
    heldRenditions: Array.from({ length: seconds }, (_, segment) => (segment < held ? 1 : null)),
  };
}

function facts(change: Partial<PlanningFacts> = {}): PlanningFacts {
  return {
    playing: { ...reel('a', 3), positionSeconds: 1 },
    coming: [reel('b'), reel('c'), reel('d')],
    link: { bps: 3_000_000, spread: 0.4, overheadSeconds: 0.08 },
    lastBps: null,
    saveDataFactor: 1,
    goingOnShare: 1,
    watchTime,
    setting,
    nowMs: 0,
    ...change,
  };
}

test('the next two reels are begun in feed order, and each item gives its reason in one line', () => {
  const { items } = planPrefetch(facts({ playing: { ...reel('a', 8), positionSeconds: 1 }, nowMs: 1000 }));
  const firsts = items.filter(({ segment, reelId }) => segment === 0 && reelId !== 'a');
  expect(firsts.map(({ reelId }) => reelId)).toEqual(['b', 'c']);
  for (const { reason } of items)
    expect(reason).toMatch(/^segment \d+ of .+% likely to be watched.+s at .+Mbps[^\n]*$/);
});

test('a playing reel whose buffer is about to run dry goes first', () => {
  const { items } = planPrefetch(facts({ playing: { ...reel('a', 2), positionSeconds: 1.7 } }));
  expect(items[0]).toMatchObject({ reelId: 'a', segment: 2, deadlineMs: 300 });
});

test('with all likely segments in hand the plan is empty, and says why and when to plan again', () => {
  const playing = { ...reel('a', 12), positionSeconds: 1 };
  const { items, rest } = planPrefetch(facts({ playing, coming: [reel('b', 12), reel('c', 12)], nowMs: 5000 }));
  expect(items).toEqual([]);
  expect(rest.reason).toContain('the likely parts of the next ones are cached');
  expect(rest.untilMs).toBeGreaterThan(5000);
});

test('with enough in hand for a while, nothing more is planned yet, since a swipe would waste it', () => {
  const playing = { ...reel('a', 6, 40), positionSeconds: 0 };
  const { items, rest } = planPrefetch(facts({ playing, coming: [reel('b', 6), reel('c', 6)] }));
  expect(items).toEqual([]);
  expect(rest.reason).toContain('wasted by a swipe');
});

test('cached segments are not planned again, but gaps between them are', () => {
  const playing = reel('a', 5);
  const heldRenditions = playing.heldRenditions.map((rendition, segment) => (segment === 2 ? null : rendition));
  const { items } = planPrefetch(facts({ playing: { ...playing, heldRenditions, positionSeconds: 1.5 } }));
  expect(items[0]).toMatchObject({ reelId: 'a', segment: 2 });
  expect(items.some(({ reelId, segment }) => reelId === 'a' && (segment === 3 || segment === 4))).toBe(false);
});

test('a viewer who saves data gets a lower rendition than one who does not', () => {
  const start = {
    playing: { ...reel('a'), positionSeconds: 0 },
    link: { bps: 2e7, spread: 0.3, overheadSeconds: 0.05 },
  };
  const rich = planPrefetch(facts(start)).items[0];
  const saving = planPrefetch(facts({ ...start, saveDataFactor: 4 })).items[0];
  expect(rich?.rendition).toBe(2);
  expect(saving?.rendition).toBe(0);
});

test('when fewer viewers go on to the next reel, only the beginnings of reels are planned', () => {
  const start = { playing: { ...reel('a', 8), positionSeconds: 1 }, nowMs: 5000 };
  const later = (goingOnShare: number) =>
    planPrefetch(facts({ ...start, goingOnShare })).items.filter(({ segment }) => segment > 0);
  expect(later(1)).not.toEqual([]);
  expect(later(0.9)).toEqual([]);
  const [first] = planPrefetch(facts({ ...start, goingOnShare: 0.9 })).items;
  expect(first).toMatchObject({ reelId: 'b', segment: 0, probability: 0.9 });
});

test('the slower the link, the more of the next reel is fetched before it plays', () => {
  const ofNext = (bps: number) => {
    const playing = { ...reel('a', 12), positionSeconds: 1 };
    const { items } = planPrefetch(facts({ playing, link: { bps, spread: 0.4, overheadSeconds: 0.08 } }));
    return items.filter(({ reelId }) => reelId === 'b').length;
  };
  expect(ofNext(1_000_000)).toBeGreaterThan(ofNext(4_000_000));
});

test('a reel with a different ladder is planned in its nearest rendition', () => {
  const other = { ...reel('b'), renditionBps: [1_900_000] };
  const { items } = planPrefetch(facts({ coming: [other] }));
  expect(items.find(({ reelId }) => reelId === 'b')?.rendition).toBe(0);
});

test('every plan lists missing segments only, each once and with a finite deadline, even on a dead link', () => {
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
        const link = { bps: Math.max(1000, bps), spread, overheadSeconds: 0.08 };
        const plan = planPrefetch(facts({ playing: { ...playing, positionSeconds }, coming, link }));
        const seen = new Set<string>();
        for (const item of plan.items) {
          const owner = [playing, ...coming].find(({ reelId }) => reelId === item.reelId);
          expect(owner?.heldRenditions[item.segment]).toBeNull();
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
