import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../../src/shared/config.ts';
import { createBehaviour } from '../../viewer/behaviour-model.ts';
import { assessBehaviour } from '../../viewer/viewer-class.ts';
import { classStrategy } from './class-strategy.ts';
import { PatternStrategy } from './pattern-strategy.ts';
import type { PredictionContext, Predictor } from './prediction.ts';
import { sequentialStrategy } from './sequential-strategy.ts';
import { SessionStrategy } from './session-strategy.ts';
import type { Strategy } from './strategy.ts';

const nowMs = 1_700_000_000_000;
const feed = Array.from({ length: 12 }, (_, i) => `reel-${i + 1}`);
const context: PredictionContext = {
  nowMs,
  upcoming: feed,
  behaviour: assessBehaviour(createBehaviour('viewer', nowMs), nowMs, defaultConfig),
};

type LearningPredictor = Predictor & Required<Pick<Strategy, 'learn' | 'snapshot'>>;

function teach<S extends LearningPredictor>(strategy: S, ids: readonly string[], startMs = nowMs): S {
  for (const [index, resourceId] of ids.entries()) strategy.learn({ resourceId, atMs: startMs + index * 1000 });
  return strategy;
}

const predict = (strategy: LearningPredictor, current: string) => strategy.predict(current, [], context);
const ids = (requests: readonly { resourceId: string }[]) => requests.map((request) => request.resourceId);
const persisted = (strategy: LearningPredictor): unknown => JSON.parse(JSON.stringify(strategy.snapshot()));

describe('the sequential strategy', () => {
  it('predicts the next 3 with the distance as priority and one access every 2 s', () => {
    expect(sequentialStrategy.predict('reel-0', [], context)).toEqual(
      [1, 2, 3].map((distance) => ({
        resourceId: `reel-${distance}`,
        priority: distance,
        createdAtMs: nowMs,
        predictedAccessMs: nowMs + distance * 2000,
        strategy: 'sequential',
        metadata: { distance },
      })),
    );
  });

  it('predicts only what is left at the end of the feed', () => {
    expect(sequentialStrategy.predict('x', [], { ...context, upcoming: ['last'] })).toHaveLength(1);
    expect(sequentialStrategy.predict('x', [], { ...context, upcoming: [] })).toEqual([]);
  });
});

describe('the class table strategy', () => {
  it.each([
    ['fast_scroller', 5, 'high', 1],
    ['binge_watcher', 8, 'high', 1],
    ['normal_viewer', 3, 'medium', 101],
    ['slow_viewer', 2, 'low', 201],
    ['casual_browser', 2, 'low', 201],
  ] as const)('prefetches for a %s %i reels ahead with %s priority', (viewerClass, count, priority, first) => {
    const behaviour = { ...context.behaviour, viewerClass, prefetchCount: count, priority };
    const requests = classStrategy.predict('reel-0', [], { ...context, behaviour });
    expect(ids(requests)).toEqual(feed.slice(0, count));
    expect(requests.map((request) => request.priority)).toEqual(Array.from({ length: count }, (_, i) => first + i));
    expect(requests[0]?.metadata).toMatchObject({ viewerClass, priority });
  });

  it('expects accesses at the pace of the viewer', () => {
    const behaviour = { ...context.behaviour, watchSecondsPerReel: 7 };
    const [first, second] = classStrategy.predict('reel-0', [], { ...context, behaviour });
    expect([first?.predictedAccessMs, second?.predictedAccessMs]).toEqual([nowMs + 7000, nowMs + 14_000]);
  });
});

describe('the pattern strategy', () => {
  it('predicts from how often one resource followed another', () => {
    const strategy = teach(new PatternStrategy(), ['home', 'profile', 'home', 'profile', 'home', 'search']);
    expect(predict(strategy, 'home')).toEqual([
      {
        resourceId: 'profile',
        priority: 3,
        createdAtMs: nowMs,
        predictedAccessMs: nowMs + 1500,
        strategy: 'pattern',
        metadata: { probability: 2 / 3 },
      },
      {
        resourceId: 'search',
        priority: 6,
        createdAtMs: nowMs,
        predictedAccessMs: nowMs + 3000,
        strategy: 'pattern',
        metadata: { probability: 1 / 3 },
      },
    ]);
  });

  it('predicts only followers with a probability above 10 %', () => {
    const tenth = teach(new PatternStrategy(), [...Array.from({ length: 9 }, () => ['a', 'b']).flat(), 'a', 'c']);
    expect(ids(predict(tenth, 'a'))).toEqual(['b']);
    const ninth = teach(new PatternStrategy(), [...Array.from({ length: 8 }, () => ['a', 'b']).flat(), 'a', 'c']);
    expect(ids(predict(ninth, 'a'))).toEqual(['b', 'c']);
  });

  it.each([
    [10, 0, 0, 0],
    [9, 1, 1, 500],
    [8, 2, 2, 1000],
    [7, 3, 3, 1500],
    [5, 5, 5, 2500],
    [2, 8, 8, 4000],
  ])(
    'gives p = %i/10 the priority floor((1 - p) × 10), with half a second per step',
    (times, others, priority, laterMs) => {
      const walk = [...Array.from({ length: times }, () => 'b'), ...Array.from({ length: others }, (_, i) => `o${i}`)];
      const strategy = teach(
        new PatternStrategy(),
        walk.flatMap((to) => ['a', to]),
      );
      const found = predict(strategy, 'a').find((request) => request.resourceId === 'b');
      expect(found).toMatchObject({
        priority,
        predictedAccessMs: nowMs + laterMs,
        metadata: { probability: times / 10 },
      });
    },
  );

  it('learns nothing from repeated accesses to the same resource', () => {
    expect(predict(teach(new PatternStrategy(), ['a', 'a', 'a']), 'a')).toEqual([]);
  });

  it('remembers after a restart what it had learned', () => {
    const before = teach(new PatternStrategy(), ['a', 'b', 'a']);
    const after = teach(new PatternStrategy(persisted(before)), ['c']);
    expect(ids(predict(after, 'a'))).toEqual(['b', 'c']);
  });

  it('stays bounded by forgetting the least recently used', () => {
    const strategy = teach(
      new PatternStrategy(),
      Array.from({ length: 2000 }, (_, i) => `r${i}`),
    );
    expect(strategy.snapshot().transitions).toHaveLength(500);
    expect(predict(strategy, 'r0')).toEqual([]);
    expect(ids(predict(strategy, 'r1998'))).toEqual(['r1999']);
    const wide = teach(new PatternStrategy(), Array.from({ length: 100 }, (_, i) => ['hub', `t${i}`]).flat());
    expect(wide.snapshot().transitions.find(([from]) => from === 'hub')?.[1]).toHaveLength(32);
  });
});

describe('the user behaviour strategy', () => {
  it('predicts the top 3 followers in order of first occurrence, one second apart', () => {
    const walk = ['a', 'b', 'a', 'c', 'a', 'c', 'a', 'd', 'a', 'd', 'a', 'e', 'a', 'e', 'a', 'e'];
    expect(predict(teach(new SessionStrategy(), walk), 'a')).toEqual(
      [
        ['c', 1, 2],
        ['d', 2, 2],
        ['e', 3, 3],
      ].map(([resourceId, rank, times]) => ({
        resourceId,
        priority: rank,
        createdAtMs: nowMs,
        predictedAccessMs: nowMs + Number(rank) * 1000,
        strategy: 'user_behaviour',
        metadata: { rank, times },
      })),
    );
  });

  it('learns no transition from the end of one session to the start of the next', () => {
    const strategy = teach(new SessionStrategy(), ['a', 'b']);
    teach(strategy, ['c', 'd'], nowMs + 32 * 60_000);
    expect(predict(strategy, 'b')).toEqual([]);
    expect(ids(predict(strategy, 'c'))).toEqual(['d']);
  });

  it('remembers after a restart what it had learned, and continues the same session', () => {
    const before = teach(new SessionStrategy(), ['a', 'b']);
    const after = teach(new SessionStrategy(persisted(before)), ['c'], nowMs + 5000);
    expect(ids(predict(after, 'a'))).toEqual(['b']);
    expect(ids(predict(after, 'b'))).toEqual(['c']);
  });

  it('bounds the number of sessions and their length', () => {
    const strategy = new SessionStrategy();
    for (let day = 0; day < 30; day++) {
      teach(
        strategy,
        Array.from({ length: 250 }, (_, i) => `${day}-${i}`),
        nowMs + day * 86_400_000,
      );
    }
    const { sessions } = strategy.snapshot();
    expect(sessions).toHaveLength(20);
    expect(sessions.every((session) => session.length === 200)).toBe(true);
    expect(sessions.at(-1)?.at(-1)).toBe('29-249');
  });
});

describe('every learning strategy', () => {
  const kinds = [PatternStrategy, SessionStrategy];

  it.each(kinds)('starts empty from an invalid snapshot (%o)', (Kind) => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(predict(new Kind(json), 'a')).toEqual([]);
      }),
    );
  });

  it.each(kinds)('can always read its own snapshot, whatever it learned (%o)', (Kind) => {
    const id = fc.oneof(fc.constantFrom('a', 'b', 'c', '', '__proto__', 'x'.repeat(5000)), fc.string());
    fc.assert(
      fc.property(fc.array(id, { maxLength: 60 }), (walk) => {
        const strategy = teach(new Kind(), walk);
        expect(new Kind(persisted(strategy)).snapshot()).toEqual(strategy.snapshot());
      }),
    );
  });
});

describe('a learning strategy that is told where an access came from', () => {
  const kinds = [PatternStrategy, SessionStrategy];
  const sitting = (strategy: LearningPredictor, walk: readonly string[], startMs: number) => {
    for (const [index, from] of walk.slice(0, -1).entries()) {
      strategy.learn({ resourceId: walk[index + 1] ?? '', atMs: startMs + index * 1000 }, from);
    }
  };

  it.each(kinds)('learns every step within a session, and none from one session to the next (%o)', (Kind) => {
    const strategy = new Kind();
    for (const minutes of [0, 5, 90, 95]) sitting(strategy, ['a', 'b', 'c'], nowMs + minutes * 60_000);
    expect(['a', 'b', 'c'].map((id) => ids(predict(strategy, id)))).toEqual([['b'], ['c'], []]);
  });

  it.each(kinds)('does not mix up two viewers who watch at the same time (%o)', (Kind) => {
    const strategy = new Kind();
    for (const [step, from] of ['a', 'b', 'c'].entries()) {
      strategy.learn({ resourceId: ['b', 'c', 'd'][step] ?? '', atMs: nowMs + step }, from);
      strategy.learn({ resourceId: `${step + 1}`, atMs: nowMs + step }, `${step}`);
    }
    expect(['a', 'b', 'c', '0', '1', '2'].flatMap((id) => ids(predict(strategy, id)))).toEqual([
      'b',
      'c',
      'd',
      '1',
      '2',
      '3',
    ]);
  });

  it.each(kinds)('can read its own snapshot, and never predicts the current resource (%o)', (Kind) => {
    const id = fc.constantFrom('a', 'b', '', 'x'.repeat(5000));
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 20 }), (steps) => {
        const strategy = new Kind();
        for (const [from, resourceId] of steps) strategy.learn({ resourceId, atMs: nowMs }, from);
        expect(new Kind(persisted(strategy)).snapshot()).toEqual(strategy.snapshot());
        expect(ids(predict(strategy, 'a'))).not.toContain('a');
      }),
    );
  });
});
