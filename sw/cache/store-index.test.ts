import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evictionRank } from '../decision/store/eviction-order.ts';
import type { IndexChange, IndexRow } from './index-row.ts';
import { packIndex, readSnapshot, unpackIndex } from './index-snapshot.ts';
import { StoreIndex } from './store-index.ts';

const cause = fc.option(fc.record({ reelId: fc.string(), source: fc.constantFrom('sequential', 'pattern') }));
const row: fc.Arbitrary<IndexRow> = fc.record({
  sizeBytes: fc.integer({ min: 1, max: 100 }),
  storedAtMs: fc.nat(1000),
  freshUntilMs: fc.nat(5000),
  usedAtMs: fc.nat(1000),
  isPinned: fc.boolean(),
  isWatched: fc.boolean(),
  prefetchedBy: cause,
});
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const change: fc.Arbitrary<IndexChange> = fc.oneof(
  fc.record({ type: fc.constant('put' as const), key, row }),
  fc.record({ type: fc.constant('use' as const), key, atMs: fc.nat(2000) }),
  fc.record({ type: fc.constant('remove' as const), key }),
);

function indexOf(changes: readonly IndexChange[]): StoreIndex {
  const index = new StoreIndex();
  for (const one of changes) index.apply(one);
  return index;
}

describe('the index', () => {
  it('always has the right sums over its rows', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const index = indexOf(changes);
        const rows = [...index.rows()].map(([, one]) => one);
        const sum = (values: readonly IndexRow[]) => values.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
        expect(index.size).toBe(rows.length);
        expect(index.usedBytes).toBe(sum(rows));
        expect(index.accessed).toBe(rows.filter(({ isWatched }) => isWatched).length);
      }),
    );
  });

  it('is the same when a change is applied twice', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const twice = changes.flatMap((one) => [one, one]);
        expect([...indexOf(twice).rows()]).toEqual([...indexOf(changes).rows()]);
      }),
    );
  });

  it('evicts by rank, no more than it must, and never a pinned entry', () => {
    fc.assert(
      fc.property(fc.array(change), fc.nat(300), (changes, mostBytes) => {
        const index = indexOf(changes);
        const evicted = index.evictTo(mostBytes);
        const ranks = evicted.map(([, one]) => evictionRank(one) ?? Number.NaN);
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        const left = [...index.rows()].map(([, one]) => one);
        if (index.usedBytes > mostBytes) expect(left.every(({ isPinned }) => isPinned)).toBe(true);
        const last = evicted.at(-1);
        if (last !== undefined) expect(index.usedBytes + last[1].sizeBytes).toBeGreaterThan(mostBytes);
        const lowestLeft = Math.min(...left.map((one) => evictionRank(one) ?? Number.POSITIVE_INFINITY));
        expect(ranks.every((rank) => rank <= lowestLeft)).toBe(true);
      }),
    );
  });

  it('is read back from its snapshot unchanged', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const index = indexOf(changes);
        const snapshot = readSnapshot(structuredClone(packIndex(index.rows(), index.size, 7)));
        expect(snapshot?.sequence).toBe(7);
        expect(snapshot === undefined ? undefined : [...unpackIndex(snapshot)]).toEqual([...index.rows()]);
      }),
    );
  });

  it('rejects a snapshot whose columns are missing or differ in length', () => {
    const snapshot = packIndex([], 0, 0);
    expect(readSnapshot({ ...snapshot, keys: ['a'] })).toBeUndefined();
    expect(readSnapshot({ ...snapshot, flags: undefined })).toBeUndefined();
  });
});
