import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Goal } from '../goal.ts';
import { wishesForPages } from '../page-goals.ts';
import { wishesFor } from '../wishes.ts';
import { adaptiveStrategy } from './adaptive-strategy.ts';
import { classStrategy } from './class-strategy.ts';
import { combinePlans } from './combine-plans.ts';
import { PatternStrategy } from './pattern-strategy.ts';
import { sequentialStrategy } from './sequential-strategy.ts';
import { nowMs, situationOf } from './testing/situation.ts';

const ids = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5'];
const planOf = (...goals: Goal[]) => ({ goals, rest: '' });
const goal = (reelId: string, rank: number, strategy: string, seconds = 4): Goal => ({
  reelId,
  seconds,
  rank,
  strategy,
  reason: `as ${strategy} says`,
});
const reelsOf = (goals: readonly Goal[]) => goals.map(({ reelId }) => reelId);

describe('the plans of several strategies', () => {
  it('become one list by rank, in the order of the strategies when ranks are equal', () => {
    const combined = combinePlans([
      planOf(goal('a', 2, 'one'), goal('b', 1, 'one')),
      planOf(goal('c', 1, 'two'), goal('d', 0, 'two')),
    ]);
    expect(reelsOf(combined)).toEqual(['d', 'b', 'c', 'a']);
  });

  it('merge a goal that two of them share, with both reasons', () => {
    const combined = combinePlans([planOf(goal('a', 3, 'one', 2)), planOf(goal('a', 1, 'two', 4))]);
    expect(combined).toEqual([{ ...goal('a', 1, 'two', 4), reason: 'as two says, as one says' }]);
  });

  it('keep every second that one of them wants, and add none', () => {
    const any = fc.record({ id: fc.constantFrom('a', 'b'), rank: fc.nat(9), seconds: fc.nat(9) });
    const plan = fc.array(any);
    fc.assert(
      fc.property(plan, plan, (one, two) => {
        const goals = [one, two].map((list, index) =>
          list.map(({ id, rank, seconds }) => goal(id, rank, `strategy ${index}`, seconds)),
        );
        const combined = combinePlans(goals.map((list) => planOf(...list)));
        const most = (list: readonly Goal[], id: string) =>
          Math.max(0, ...list.filter(({ reelId }) => reelId === id).map(({ seconds }) => seconds));
        for (const id of ['a', 'b']) expect(most(combined, id)).toBe(most(goals.flat(), id));
        expect(combined.length).toBeLessThanOrEqual(goals.flat().length);
      }),
    );
  });

  it('put a likely jump before the next reels of the feed, and keep those', () => {
    const pattern = new PatternStrategy();
    for (const resourceId of ['r0', 'r5', 'r0', 'r5']) pattern.learn({ resourceId, atMs: nowMs });
    const situation = situationOf(ids);
    const combined = combinePlans([sequentialStrategy.plan(situation), pattern.plan(situation)]);
    expect(reelsOf(combined)).toEqual(['r5', 'r1', 'r2', 'r3']);
  });

  it('append to the adaptive plan the reels that it leaves out', () => {
    const situation = situationOf(ids, { prefetchCount: 5, priority: 'medium' });
    const adaptive = adaptiveStrategy.plan({ ...situation, defaultCount: 1 });
    const combined = combinePlans([adaptive, classStrategy.plan(situation)]);
    const strategies = combined.map(({ strategy }) => strategy);
    expect(strategies.indexOf('behaviour_class')).toBeGreaterThan(strategies.lastIndexOf('ai_adaptive'));
    expect(new Set(reelsOf(combined))).toEqual(new Set(['r1', 'r2', 'r3', 'r4', 'r5']));
  });
});

describe('the priority configured for a class', () => {
  const plannedWith = (priority: 'high' | 'medium' | 'low') => {
    const pattern = new PatternStrategy();
    for (const resourceId of ['r0', 'r5', 'r0', 'r4', 'r0', 'r3']) pattern.learn({ resourceId, atMs: nowMs });
    const situation = situationOf(ids, { prefetchCount: 2, priority });
    const goals = combinePlans([classStrategy.plan(situation), pattern.plan(situation)]);
    const wishes = wishesFor(goals, situation.reels, situation.identity);
    const page = wishesForPages(
      [{ kind: 'app-file', path: '/saved', missing: ['page'], strategy: 'pattern', reason: '' }],
      wishes,
    );
    return [...wishes, ...page]
      .toSorted((a, b) => a.priority - b.priority)
      .map(({ resource: { key } }) => key.replace(/^https:\/\/a\.example\/(r\d)\/.*/, '$1'));
  };

  it.each([
    ['high', ['r1', 'r2', 'r5', 'r4', 'r3', 'page']],
    ['medium', ['r5', 'r4', 'r3', 'r1', 'r2', 'page']],
    ['low', ['r5', 'r4', 'r3', 'page', 'r1', 'r2']],
  ] as const)('%s fetches its reels in the order %j', (priority, expected) => {
    expect(plannedWith(priority)).toEqual(expected);
  });
});
