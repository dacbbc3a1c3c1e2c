import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRetention } from '../../../../src/shared/retention.ts';
import type { ReelFacts } from './watch-prior.ts';
import {
  createWatchTime,
  expectSeconds,
  observeWatch,
  paceOf,
  predictSurvival,
  readWatchTime,
  type WatchObservation,
  type WatchTimeModel,
} from './watch-time.ts';

const setting = { hour: 9, region: 'en-GB' };
const reel: ReelFacts = { durationSeconds: 20, tags: ['cats'], retention: undefined };
const untagged: ReelFacts = { ...reel, tags: [] };
const seconds = Float64Array.from({ length: 21 }, (_, second) => second);

function watch(model: WatchTimeModel, watchedSeconds: number, atMs: number, change: Partial<ReelFacts> = {}) {
  return observeWatch(model, { ...setting, watchedSeconds }, { ...reel, ...change }, atMs);
}

function watchMany(watchedSeconds: number, times: number): WatchTimeModel {
  let model = createWatchTime(0);
  for (let turn = 1; turn <= times; turn += 1) model = watch(model, watchedSeconds, turn * 3000);
  return model;
}

test('a viewer who has swiped early is expected to swipe early, and one who has stayed to stay', () => {
  const hasty = watchMany(1, 12);
  const patient = watchMany(20, 12);
  const at = (model: WatchTimeModel) => predictSurvival(model, reel, setting, [5], model.lastAtMs)[0] ?? 0;
  const unknown = predictSurvival(createWatchTime(0), reel, setting, [5], 0)[0] ?? 0;
  expect(at(hasty)).toBeLessThan(unknown - 0.1);
  expect(at(patient)).toBeGreaterThan(unknown + 0.1);
});

test('the expected watch time follows the feed’s retention curve and the viewer’s own habits', () => {
  const withRetention: ReelFacts = { ...reel, retention: [1, 1, 1, 1, 0] };
  const untold = expectSeconds(createWatchTime(0), reel, setting, 0);
  expect(untold).toBeGreaterThan(5);
  expect(untold).toBeLessThan(15);
  expect(expectSeconds(createWatchTime(0), withRetention, setting, 0)).toBeLessThan(5);
  const [hasty, patient] = [watchMany(1, 12), watchMany(20, 12)];
  expect(expectSeconds(hasty, reel, setting, hasty.lastAtMs)).toBeLessThan(untold - 1);
  expect(expectSeconds(patient, reel, setting, patient.lastAtMs)).toBeGreaterThan(untold + 1);
  expect(expectSeconds(hasty, { ...reel, durationSeconds: 0 }, setting, hasty.lastAtMs)).toBe(0);
});

test('one swipe moves the expectation only a little', () => {
  const model = watch(createWatchTime(0), 0.5, 1000);
  expect(paceOf(model, untagged, setting, 1000)).toBeGreaterThan(1);
  expect(paceOf(model, untagged, setting, 1000)).toBeLessThan(1.6);
});

test('the last half minute weighs most and fades fastest', () => {
  const model = watchMany(1, 10);
  const now = paceOf(model, untagged, setting, model.lastAtMs);
  const soon = paceOf(model, untagged, setting, model.lastAtMs + 60_000);
  const later = paceOf(model, untagged, setting, model.lastAtMs + 120_000);
  expect(now).toBeGreaterThan(soon);
  expect(now - soon).toBeGreaterThan(soon - later);
});

test('learning from a tagged reel affects reels with that tag more than others', () => {
  const model = watchMany(1, 10);
  expect(paceOf(model, reel, setting, model.lastAtMs)).toBeGreaterThan(
    paceOf(model, untagged, setting, model.lastAtMs),
  );
});

test.each(['constructor', 'toString', '__proto__'])(
  'a tag named %s, like a built-in property of objects, does no harm',
  (tag) => {
    const model = watch(createWatchTime(0), 1, 1000, { tags: [tag] });
    expect(paceOf(model, { ...reel, tags: [tag] }, setting, 1000)).toBeGreaterThan(1);
    expect(readWatchTime(JSON.parse(JSON.stringify(model)))).toBeDefined();
  },
);

test('learning from long reels affects long reels more than short ones', () => {
  let model = createWatchTime(0);
  for (let turn = 1; turn <= 10; turn += 1) model = watch(model, 1, turn * 3000, { durationSeconds: 90, tags: [] });
  const pace = (durationSeconds: number) => paceOf(model, { ...untagged, durationSeconds }, setting, model.lastAtMs);
  expect(pace(80)).toBeGreaterThan(pace(8));
});

test('the part of day and the region count in addition to the viewer', () => {
  const model = watchMany(1, 10);
  const here = paceOf(model, untagged, setting, model.lastAtMs);
  const elsewhere = paceOf(model, untagged, { hour: 22, region: 'ja-JP' }, model.lastAtMs);
  expect(here).toBeGreaterThan(elsewhere);
  expect(elsewhere).toBeGreaterThan(1);
});

test('a retention curve is trusted at first, and less once a viewer deviates from it', () => {
  const retention = Array.from({ length: 21 }, (_, second) => (second < 10 ? 1 : 0.1));
  const fresh = predictSurvival(createWatchTime(0), { ...reel, retention }, setting, [8], 0)[0] ?? 0;
  expect(fresh).toBeGreaterThan(0.95);
  let model = createWatchTime(0);
  for (let turn = 1; turn <= 12; turn += 1) model = watch(model, 2, turn * 5000, { retention });
  expect(model.curveLogOdds).toBeLessThan(0);
  expect(predictSurvival(model, { ...reel, retention }, setting, [8], model.lastAtMs)[0] ?? 1).toBeLessThan(0.8);
});

test('survival starts at 1, never rises and stays between 0 and 1 for any observations', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 60, noNaN: true }), fc.nat(100_000)), { maxLength: 40 }),
      fc.option(fc.array(fc.double(), { maxLength: 30 }), { nil: undefined }),
      (watches, shares) => {
        const { retention } = readRetention(shares);
        let model = createWatchTime(0);
        for (const [watched, waitMs] of watches)
          model = observeWatch(
            model,
            { ...setting, watchedSeconds: watched },
            { ...reel, retention },
            model.lastAtMs + waitMs,
          );
        const survival = predictSurvival(model, { ...reel, retention }, setting, seconds, model.lastAtMs);
        expect(survival[0]).toBe(1);
        for (let at = 1; at < survival.length; at += 1) {
          expect(survival[at]).toBeLessThanOrEqual((survival[at - 1] ?? 0) + 1e-12);
          expect(survival[at]).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});

test.each([
  ['a negative time', { watchedSeconds: -1 }],
  ['a time that is not a number', { watchedSeconds: Number.NaN }],
  ['an infinite time', { watchedSeconds: Infinity }],
  ['an hour of 24', { hour: 24 }],
  ['a reel of unknown length', { durationSeconds: 0 }],
  ['a clock that is not a number', { nowMs: Number.NaN }],
])('%s leaves the model unchanged', (_, change: Partial<WatchObservation & ReelFacts & { nowMs: number }>) => {
  const model = watch(createWatchTime(0), 3, 1000);
  const { nowMs = 10_000, ...odd } = change;
  expect(observeWatch(model, { ...setting, watchedSeconds: 2, ...odd }, { ...reel, ...odd }, nowMs)).toBe(model);
});

test('setting the clock back neither loses what was learned nor stops the learning', () => {
  const model = watchMany(1, 10);
  const read = readWatchTime(JSON.parse(JSON.stringify(model)));
  if (read === undefined) throw new Error('not read');
  const pace = paceOf(read, untagged, setting, 500);
  expect(pace).toBe(paceOf(model, untagged, setting, model.lastAtMs));
  expect(paceOf(watch(read, 1, 500), untagged, setting, 500)).toBeGreaterThan(pace);
});

test('the model survives a round trip through JSON, and anything else is refused', () => {
  const model = watchMany(2, 5);
  const copy: unknown = JSON.parse(JSON.stringify(model));
  expect(readWatchTime(copy)).toEqual(model);
  expect(readWatchTime({ ...model, viewer: { seen: -1, expected: 0, atMs: 0 } })).toBeUndefined();
  expect(readWatchTime({ ...model, curveLogOdds: null })).toBeUndefined();
  expect(readWatchTime(undefined)).toBeUndefined();
});

test('the model keeps only the 100 newest tags', () => {
  let model = createWatchTime(0);
  for (let turn = 1; turn <= 300; turn += 1) model = watch(model, 2, turn * 1000, { tags: [`tag${turn}`] });
  expect(Object.keys(model.tags)).toHaveLength(100);
  expect(model.tags['tag300']).toBeDefined();
  expect(readWatchTime(JSON.parse(JSON.stringify(model)))).toEqual(model);
});
