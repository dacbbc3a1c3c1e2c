import { describe, expect, it } from 'vitest';
import { bodyOf, entryOf, FakeClock } from './testing/cache-fixture.ts';
import { MemoryTier } from './memory-tier.ts';

function tierOf(budgetBytes: number) {
  const limits = { budgetBytes, timeToLiveMs: 1000 };
  const clock = new FakeClock();
  const dropped: string[] = [];
  const tier = new MemoryTier(limits, clock.nowMs, (key) => dropped.push(key));
  const put = (key: string, size: number, isHandle = false) =>
    tier.put({ entry: entryOf(key, size), body: bodyOf(key, size) }, isHandle);
  return { tier, clock, dropped, put, limits };
}

describe('the memory tier', () => {
  it('drops the least recently used body when it is full', () => {
    const { tier, dropped, put } = tierOf(30);
    for (const key of ['a', 'b', 'c']) put(key, 10);
    tier.find('a');
    put('d', 10);
    expect([dropped, tier.usedBytes]).toEqual([['b'], 30]);
  });

  it('does not take a body that is larger than its budget', () => {
    const { tier, put } = tierOf(30);
    put('a', 31);
    expect([tier.find('a'), tier.usedBytes]).toEqual([undefined, 0]);
  });

  it.each([
    ['the next sweep', ({ tier }: ReturnType<typeof tierOf>) => tier.sweep()],
    ['the next body, even one that does not fit', ({ put }: ReturnType<typeof tierOf>) => put('d', 21)],
  ])('follows a budget that has been lowered at %s', (_title, act) => {
    const made = tierOf(30);
    for (const key of ['a', 'b', 'c']) made.put(key, 10);
    made.limits.budgetBytes = 20;
    act(made);
    expect([made.dropped, made.tier.usedBytes]).toEqual([['a'], 20]);
  });

  it('keeps an entry for its time to live after the last use, and no longer', () => {
    const { tier, clock, put } = tierOf(30);
    put('a', 10);
    clock.advance(999);
    expect(tier.find('a')).toBeDefined();
    clock.advance(999);
    expect(tier.find('a')).toBeDefined();
    clock.advance(1000);
    expect(tier.find('a')).toBeUndefined();
    expect(tier.usedBytes).toBe(0);
  });

  it('frees the memory of expired bodies at a sweep', () => {
    const { tier, clock, dropped, put } = tierOf(30);
    put('a', 10);
    clock.advance(500);
    put('b', 10);
    clock.advance(500);
    tier.sweep();
    expect([dropped, tier.usedBytes]).toEqual([['a'], 10]);
  });

  it('drops bodies that were used before the clock was set back', () => {
    const { tier, clock, dropped, put } = tierOf(30);
    for (const key of ['a', 'b']) put(key, 10);
    clock.advance(-86_400_000);
    put('c', 10);
    tier.sweep();
    expect([dropped, tier.usedBytes]).toEqual([['a', 'b'], 10]);
    put('a', 10);
    clock.advance(-86_400_000);
    expect(tier.find('a')).toBeUndefined();
  });

  it('forgets handles whose files are gone, and keeps its own bytes', () => {
    const { tier, put } = tierOf(30);
    put('handle', 10, true);
    put('own', 10);
    tier.removeHandles();
    expect([tier.has('handle'), tier.has('own')]).toEqual([false, true]);
  });
});
