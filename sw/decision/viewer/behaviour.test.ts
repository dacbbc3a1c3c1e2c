import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig, readConfig } from '../../../src/shared/config.ts';
import { interactionActions, type InteractionAction, type Signal } from '../../../src/shared/signals.ts';
import { type BehaviourRules, updateBehaviour } from './behaviour.ts';
import { type BehaviourModel, createBehaviour, maxSamples, readBehaviour } from './behaviour-model.ts';

const startMs = 1_700_000_000_000;
const rules: BehaviourRules = { analyzer: defaultConfig.analyzer, isKnownReel: (id) => id.startsWith('reel-') };
const fresh = createBehaviour('viewer', startMs);

function swipe(atMs: number, change: Partial<Extract<Signal, { kind: 'swipe' }>> = {}): Signal {
  const base = { kind: 'swipe', atMs, fromReelId: 'reel-1', toReelId: 'reel-2', direction: 1 } as const;
  return { ...base, watchedSeconds: 7, durationSeconds: 10, ...change };
}
const scroll = (atMs: number, reelsPerSecond: number): Signal => ({ kind: 'scroll', atMs, reelsPerSecond });
const interact = (atMs: number, action: InteractionAction): Signal => ({
  kind: 'interaction',
  atMs,
  reelId: 'reel-1',
  action,
});

function accept(model: BehaviourModel, signal: Signal, nowMs = signal.atMs, by = rules): BehaviourModel {
  const update = updateBehaviour(model, signal, nowMs, by);
  if (update.model === undefined) throw new Error(update.refused);
  return update.model;
}

describe('the behaviour model', () => {
  it('keeps the reel, the watch time and the direction of a swipe', () => {
    const model = accept(fresh, swipe(startMs + 10, { direction: -1, fromReelId: 'reel-9', toReelId: 'reel-8' }));
    expect(model.currentReelId).toBe('reel-8');
    expect(model.watches).toEqual([
      { atMs: startMs + 10, reelId: 'reel-9', watchedSeconds: 7, durationSeconds: 10, direction: -1 },
    ]);
  });

  it('follows the viewer to a reel of another feed that no view has shown yet', () => {
    const model = accept(fresh, swipe(startMs + 10, { toReelId: 'above-1' }));
    expect(model).toMatchObject({ currentReelId: 'above-1', watches: [{ reelId: 'reel-1' }] });
  });

  it('keeps scroll speeds', () => {
    expect(accept(fresh, scroll(startMs + 10, 4)).scrolls).toEqual([{ atMs: startMs + 10, reelsPerSecond: 4 }]);
  });

  it.each(interactionActions)('counts %s as an interaction', (action) => {
    expect(accept(fresh, interact(startMs + 10, action)).interactions).toEqual([
      { atMs: startMs + 10, reelId: 'reel-1', action },
    ]);
  });

  it('counts a swipe back as a revisit', () => {
    const model = accept(fresh, swipe(startMs + 10, { direction: -1, toReelId: 'reel-7' }));
    expect(model.interactions).toEqual([{ atMs: startMs + 10, reelId: 'reel-7', action: 'revisit' }]);
  });

  it('does not count a swipe from a reel to itself as a revisit', () => {
    const again = { fromReelId: 'reel-1', toReelId: 'reel-1' };
    const first = accept(fresh, swipe(startMs + 10, again));
    expect(accept(first, swipe(startMs + 20, again)).interactions).toEqual([]);
  });

  it('counts a reel that was watched before as a revisit', () => {
    const first = accept(fresh, swipe(startMs + 10, { fromReelId: 'reel-1', toReelId: 'reel-2' }));
    const second = accept(first, swipe(startMs + 20, { fromReelId: 'reel-2', toReelId: 'reel-1' }));
    expect(second.interactions).toEqual([{ atMs: startMs + 20, reelId: 'reel-1', action: 'revisit' }]);
  });

  it('counts watching a reel for one and a half times its length as a loop', () => {
    expect(accept(fresh, swipe(startMs + 10, { watchedSeconds: 14.9 })).interactions).toEqual([]);
    expect(accept(fresh, swipe(startMs + 10, { watchedSeconds: 15 })).interactions).toEqual([
      { atMs: startMs + 10, reelId: 'reel-1', action: 'loop' },
    ]);
  });

  it('forgets samples older than the analysis window of 30 minutes', () => {
    const old = accept(accept(fresh, scroll(startMs, 4)), swipe(startMs + 1));
    const after29 = accept(old, scroll(startMs + 29 * 60_000, 2));
    expect(after29.scrolls).toHaveLength(2);
    const after31 = accept(after29, scroll(startMs + 31 * 60_000, 1));
    expect(after31.scrolls.map((sample) => sample.reelsPerSecond)).toEqual([2, 1]);
    expect(after31.watches).toEqual([]);
  });

  it('starts a new session after a pause as long as the window', () => {
    const first = accept(fresh, scroll(startMs + 1000, 2));
    expect(first.session).toEqual({ number: 1, startedAtMs: startMs });
    const later = startMs + 1000 + 30 * 60_000 + 1;
    expect(accept(first, scroll(later, 2)).session).toEqual({ number: 2, startedAtMs: later });
  });

  it('keeps no scroll speeds and no watch times when their tracking is off', () => {
    const { analyzer } = readConfig({ analyzer: { enable_scroll_tracking: false, enable_watch_time_tracking: false } });
    const quiet = { ...rules, analyzer };
    const model = accept(
      accept(fresh, scroll(startMs + 1, 4), startMs + 1, quiet),
      swipe(startMs + 2),
      startMs + 2,
      quiet,
    );
    expect([model.scrolls, model.watches]).toEqual([[], []]);
    expect(model.currentReelId).toBe('reel-2');
  });

  it('stays bounded however active the viewer is', () => {
    let model = fresh;
    for (let i = 0; i < 3 * maxSamples; i++) model = accept(model, scroll(startMs + i, i % 7));
    expect(model.scrolls).toHaveLength(maxSamples);
    expect(model.scrolls.at(-1)?.atMs).toBe(startMs + 3 * maxSamples - 1);
  });
});

describe('an impossible signal', () => {
  const model = accept(fresh, swipe(startMs + 60_000));
  const laterMs = startMs + 120_000;

  it.each<[string, Signal, RegExp]>([
    ['a negative watch time', swipe(laterMs, { watchedSeconds: -1 }), /"watchedSeconds" is -1; allowed: >=0/],
    ['a watch time that is not a number', swipe(laterMs, { watchedSeconds: Number.NaN }), /"watchedSeconds" is NaN/],
    ['an endless watch time', swipe(laterMs, { watchedSeconds: Number.POSITIVE_INFINITY }), /"watchedSeconds"/],
    ['more than a day on one reel', swipe(laterMs, { watchedSeconds: 90_000 }), /watchedSeconds is 90000/],
    ['a negative scroll speed', scroll(laterMs, -0.1), /"reelsPerSecond" is -0.1/],
    ['a scroll speed that is not a number', scroll(laterMs, Number.NaN), /"reelsPerSecond" is NaN/],
    ['an impossibly high scroll speed', scroll(laterMs, 1e6), /reelsPerSecond is 1000000/],
    ['a time that is not a number', scroll(Number.NaN, 2), /"atMs" is NaN/],
    ['a negative time', scroll(-5, 2), /"atMs" is -5/],
    ['a time in the future', scroll(laterMs + 5000, 2), /5000 ms ahead of the clock/],
    ['a clock that went back', scroll(startMs, 2), /clock went back by 60000 ms/],
    ['leaving an unknown reel', swipe(laterMs, { fromReelId: 'film-1' }), /reel "film-1" is unknown/],
    [
      'an interaction with an unknown reel',
      { kind: 'interaction', atMs: laterMs, reelId: 'x', action: 'like' },
      /reel "x" is unknown/,
    ],
  ])('such as %s is refused with a reason', (_, signal, reason) => {
    const before = JSON.stringify(model);
    const update = updateBehaviour(model, signal, laterMs, rules);
    expect(update.refused).toMatch(reason);
    expect(update.model).toBeUndefined();
    expect(JSON.stringify(model)).toBe(before);
  });

  it('is not one that arrives slightly out of order', () => {
    const late = accept(model, scroll(startMs + 59_500, 2));
    expect(late.scrolls).toEqual([{ atMs: startMs + 60_000, reelsPerSecond: 2 }]);
  });

  it('leaves a model that is finite, ordered and readable', () => {
    // Models are persisted as JSON, which has no -0.
    const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 100 })).map((value) => value + 0);
    const time = fc.oneof(fc.integer({ min: startMs - 5000, max: startMs + 1e7 }), number);
    const reelId = fc.constantFrom('reel-1', 'reel-2', 'reel-3', 'film', '');
    const signal: fc.Arbitrary<Signal> = fc.oneof(
      fc.record({ kind: fc.constant('scroll' as const), atMs: time, reelsPerSecond: number }),
      fc.record({
        kind: fc.constant('interaction' as const),
        atMs: time,
        reelId,
        action: fc.constantFrom(...interactionActions),
      }),
      fc.record({
        kind: fc.constant('swipe' as const),
        atMs: time,
        fromReelId: reelId,
        toReelId: reelId,
        watchedSeconds: number,
        durationSeconds: number,
        direction: fc.constantFrom(1 as const, -1 as const),
      }),
    );
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 60 }), (signals) => {
        let current = fresh;
        const nowMs = startMs + 1e7;
        for (const next of signals) current = updateBehaviour(current, next, nowMs, rules).model ?? current;
        expect(readBehaviour(JSON.parse(JSON.stringify(current)), nowMs + 1000)).toEqual(current);
      }),
    );
  });
});

describe('a persisted behaviour model', () => {
  const nowMs = startMs + 100;
  const model = accept(accept(fresh, swipe(startMs + 10)), scroll(startMs + 20, 3));

  it('is restored unchanged', () => {
    expect(readBehaviour(JSON.parse(JSON.stringify(model)), nowMs)).toEqual(model);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'model'],
    ['a model without samples', { viewerId: 'viewer' }],
    ['a model with a broken sample', { ...model, scrolls: [{ atMs: 1, reelsPerSecond: null }] }],
    [
      'a model with too many samples',
      { ...model, scrolls: Array.from({ length: maxSamples + 1 }, () => ({ atMs: 1, reelsPerSecond: 1 })) },
    ],
  ])('is not read from %s', (_, json) => {
    expect(readBehaviour(json, nowMs)).toBeUndefined();
  });

  const hourBackMs = startMs - 3_600_000;

  it('accepts signals again after the clock was set back', () => {
    const read = readBehaviour(JSON.parse(JSON.stringify(model)), hourBackMs);
    if (read === undefined) throw new Error('not read');
    expect(read.watches).toEqual([]);
    expect(accept(read, scroll(hourBackMs + 10, 2)).scrolls).toHaveLength(1);
  });

  it('accepts signals after the clock was set back even without being restored first', () => {
    expect(accept(model, scroll(hourBackMs, 2))).toMatchObject({
      lastSignalAtMs: hourBackMs,
      scrolls: [{ atMs: hourBackMs }],
      watches: [],
    });
  });
});
