import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../../src/shared/config.ts';
import { createBehaviour } from '../../viewer/behaviour-model.ts';
import { assessBehaviour } from '../../viewer/viewer-class.ts';
import { combineRequests, predictTogether } from './combine.ts';
import { PatternStrategy } from './pattern-strategy.ts';
import { sequentialStrategy } from './sequential-strategy.ts';
import type { PredictionContext, PrefetchRequest, Strategy } from './strategy.ts';

const nowMs = 1_700_000_000_000;

function request(resourceId: string, priority: number, strategy: string, laterMs = 0): PrefetchRequest {
  return {
    resourceId,
    priority,
    createdAtMs: nowMs,
    predictedAccessMs: nowMs + laterMs,
    strategy,
    metadata: { from: strategy },
  };
}

function contextOf(change: Partial<PredictionContext> = {}): PredictionContext {
  const behaviour = assessBehaviour(createBehaviour('viewer', nowMs), nowMs, defaultConfig);
  return { nowMs, upcoming: ['r1', 'r2', 'r3', 'r4'], behaviour, ...change };
}

describe('combined predictions', () => {
  it('hold each resource once, with the best priority and all reasons', () => {
    const combined = combineRequests([
      request('a', 3, 'one', 100),
      request('b', 2, 'one'),
      request('a', 1, 'two', 900),
    ]);
    expect(combined.map(({ resourceId, priority }) => [resourceId, priority])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(combined[0]).toMatchObject({
      strategy: 'two',
      metadata: { from: 'two' },
      predictedAccessMs: nowMs + 100,
      reasons: [
        { strategy: 'one', priority: 3, metadata: { from: 'one' } },
        { strategy: 'two', priority: 1, metadata: { from: 'two' } },
      ],
    });
  });

  it('are in the order of priority, then of expected access, then of asking', () => {
    const combined = combineRequests([
      request('d', 1, 's', 9),
      request('c', 1, 's', 5),
      request('b', 1, 's', 5),
      request('a', 0, 's', 9),
    ]);
    expect(combined.map((entry) => entry.resourceId)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('lose no reason and invent none, whatever is combined', () => {
    const any = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      priority: fc.nat(9),
      strategy: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(fc.array(any), (list) => {
        const combined = combineRequests(list.map(({ id, priority, strategy }) => request(id, priority, strategy)));
        expect(new Set(combined.map((entry) => entry.resourceId)).size).toBe(combined.length);
        expect(combined.flatMap((entry) => entry.reasons)).toHaveLength(list.length);
        for (const entry of combined) {
          expect(entry.priority).toBe(Math.min(...entry.reasons.map((reason) => reason.priority)));
        }
      }),
    );
  });
});

describe('strategies together', () => {
  it('predict sequence and pattern in one list', () => {
    const pattern = new PatternStrategy();
    for (const resourceId of ['r0', 'r3', 'r0', 'r3']) pattern.learn({ resourceId, atMs: nowMs });
    const combined = predictTogether([sequentialStrategy, pattern], 'r0', [], contextOf());
    expect(combined.map(({ resourceId, priority }) => [resourceId, priority])).toEqual([
      ['r3', 0],
      ['r1', 1],
      ['r2', 2],
    ]);
    expect(combined[0]?.reasons.map((reason) => reason.strategy)).toEqual(['sequential', 'pattern']);
  });

  it('never predict the current resource itself', () => {
    const combined = predictTogether([sequentialStrategy], 'r0', [], contextOf({ upcoming: ['r0', 'r1'] }));
    expect(combined.map((entry) => entry.resourceId)).toEqual(['r1']);
  });

  it('are shown what was accessed before', () => {
    const again: Strategy = {
      name: 'again',
      predict: (_current, history) => history.map(({ resourceId }) => request(resourceId, 0, 'again')),
    };
    const combined = predictTogether([again], 'r0', [{ resourceId: 'seen', atMs: nowMs }], contextOf());
    expect(combined.map((entry) => entry.resourceId)).toEqual(['seen']);
  });

  it('predict app routes from what followed what', () => {
    const pattern = new PatternStrategy();
    for (const resourceId of ['/home', '/profile', '/home', '/profile']) pattern.learn({ resourceId, atMs: nowMs });
    const combined = predictTogether([sequentialStrategy, pattern], '/home', [], contextOf({ upcoming: [] }));
    expect(combined.map((entry) => entry.resourceId)).toEqual(['/profile']);
  });

  it('take a new strategy that plugs in', () => {
    const favourite: Strategy = { name: 'favourite', predict: () => [request('fav', -1, 'favourite')] };
    expect(predictTogether([sequentialStrategy, favourite], 'r0', [], contextOf())[0]?.resourceId).toBe('fav');
  });
});
