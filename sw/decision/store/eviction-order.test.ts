import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evictable, evictionRank, isTooOld } from './eviction-order.ts';
import { IndexedHeap } from './indexed-heap.ts';

function evictAll(entries: Readonly<Record<string, Evictable>>): string[] {
  const heap = new IndexedHeap<string>();
  for (const [name, entry] of Object.entries(entries)) {
    const rank = evictionRank(entry);
    if (rank !== null) heap.push(name, rank);
  }
  return Array.from({ length: heap.size }, () => heap.pop() ?? '');
}

const entry = (usedAtMs: number, isWatched = false, isPinned = false) => ({ usedAtMs, isWatched, isPinned });

describe('the order of eviction', () => {
  it('starts with the least recently used entry', () => {
    expect(evictAll({ b: entry(2), c: entry(3), a: entry(1) })).toEqual(['a', 'b', 'c']);
  });

  it('puts watched entries before unwatched ones, however recently they were used', () => {
    const nowMs = 1_700_000_000_000;
    expect(evictAll({ waiting: entry(1), seen: entry(nowMs, true), seenBefore: entry(nowMs - 1, true) })).toEqual([
      'seenBefore',
      'seen',
      'waiting',
    ]);
  });

  it('never includes a pinned entry', () => {
    expect(evictAll({ pinned: entry(1, true, true), other: entry(9) })).toEqual(['other']);
  });

  it('sorts by watched, then by last use, exact to the millisecond', () => {
    const any = fc.record({ usedAtMs: fc.nat(8_640_000_000_000_000 / 4), isWatched: fc.boolean() });
    fc.assert(
      fc.property(any, any, (a, b) => {
        const rankOf = (one: typeof a) => evictionRank({ ...one, isPinned: false }) ?? Number.NaN;
        const expected = Number(b.isWatched) - Number(a.isWatched) || a.usedAtMs - b.usedAtMs;
        expect(Math.sign(rankOf(a) - rankOf(b))).toBe(Math.sign(expected));
      }),
    );
  });
});

describe('the age limit', () => {
  const hourSeconds = 3600;

  it('has passed for an entry that was stored longer ago', () => {
    expect(isTooOld({ storedAtMs: 0, isPinned: false }, hourSeconds * 1000, hourSeconds)).toBe(false);
    expect(isTooOld({ storedAtMs: 0, isPinned: false }, hourSeconds * 1000 + 1, hourSeconds)).toBe(true);
  });

  it('never passes for a pinned entry', () => {
    expect(isTooOld({ storedAtMs: 0, isPinned: true }, Number.MAX_SAFE_INTEGER, hourSeconds)).toBe(false);
  });
});
