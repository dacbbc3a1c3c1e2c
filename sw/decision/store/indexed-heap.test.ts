import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexedHeap } from './indexed-heap.ts';

/** The slow, obvious implementation that the heap is compared with. */
class SortedList {
  entries: { key: number; priority: number; order: number }[] = [];
  pushed = 0;

  push(key: number, priority: number) {
    this.entries.push({ key, priority, order: this.pushed++ });
    this.sort();
  }
  update(key: number, priority: number) {
    const entry = this.entries.find((candidate) => candidate.key === key);
    if (entry !== undefined) entry.priority = priority;
    this.sort();
    return entry !== undefined;
  }
  remove(key: number) {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.key !== key);
    return this.entries.length < before;
  }
  sort() {
    this.entries.sort((a, b) => a.priority - b.priority || a.order - b.order);
  }
}

const key = fc.integer({ min: 0, max: 30 });
const priority = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }));
const step = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), key, priority }),
  fc.record({ kind: fc.constant('update' as const), key, priority }),
  fc.record({ kind: fc.constant('remove' as const), key }),
  fc.record({ kind: fc.constant('rerank' as const), key }),
  fc.record({ kind: fc.constant('pop' as const) }),
);

function drain<K>(heap: IndexedHeap<K>): K[] {
  const keys: K[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) keys.push(next);
  return keys;
}

function fastest(work: () => void): number {
  const timesMs = Array.from({ length: 9 }, () => {
    const startMs = performance.now();
    work();
    return performance.now() - startMs;
  });
  return Math.min(...timesMs);
}

describe('an indexed heap', () => {
  it('behaves like a sorted list under any mix of operations', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new IndexedHeap<number>();
        const list = new SortedList();
        for (const action of steps) {
          if (action.kind === 'push') {
            if (heap.has(action.key)) continue;
            heap.push(action.key, action.priority);
            list.push(action.key, action.priority);
          } else if (action.kind === 'update') {
            expect(heap.update(action.key, action.priority)).toBe(list.update(action.key, action.priority));
          } else if (action.kind === 'remove') {
            expect(heap.remove(action.key)).toBe(list.remove(action.key));
          } else if (action.kind === 'rerank') {
            heap.rerank((k) => (k * action.key) % 7);
            for (const entry of list.entries) entry.priority = (entry.key * action.key) % 7;
            list.sort();
          } else {
            expect(heap.pop()).toBe(list.entries.shift()?.key);
          }
          expect(heap.size).toBe(list.entries.length);
          expect(heap.peek()).toBe(list.entries[0]?.key);
        }
        expect(drain(heap)).toEqual(list.entries.map((entry) => entry.key));
      }),
    );
  });

  it('returns equal priorities in the order in which they were pushed, which an update does not change', () => {
    const heap = new IndexedHeap<string>();
    for (const name of ['a', 'b', 'c', 'd']) heap.push(name, 1);
    heap.update('b', 9);
    heap.update('b', 1);
    expect(drain(heap)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('returns nothing when it is empty', () => {
    const heap = new IndexedHeap<string>();
    expect(heap.peek()).toBeUndefined();
    expect(heap.pop()).toBeUndefined();
    expect(heap.update('a', 1)).toBe(false);
    expect(heap.remove('a')).toBe(false);
  });

  it('refuses a key that it contains already', () => {
    const heap = new IndexedHeap<string>();
    heap.push('a', 1);
    expect(() => heap.push('a', 2)).toThrow('already holds the key a');
    expect(heap.bestPriority).toBe(1);
  });

  it('refuses NaN and stays unchanged', () => {
    const heap = new IndexedHeap<string>();
    heap.push('a', 1);
    heap.push('b', 2);
    expect(() => heap.push('c', Number.NaN)).toThrow('NaN');
    expect(() => heap.update('a', Number.NaN)).toThrow('NaN');
    expect(() => heap.rerank((name) => (name === 'b' ? Number.NaN : 5))).toThrow('NaN');
    expect(heap.bestPriority).toBe(1);
    expect(drain(heap)).toEqual(['a', 'b']);
  });

  it('is empty after being cleared, and can be filled again', () => {
    const heap = new IndexedHeap<string>();
    heap.push('a', 1);
    heap.clear();
    expect(heap.size).toBe(0);
    heap.push('a', 2);
    expect([...heap.keys()]).toEqual(['a']);
  });

  it('re-ranks 10,000 entries in under 20 ms, one by one or all at once', () => {
    const heap = new IndexedHeap<number>();
    for (let k = 0; k < 10_000; k++) heap.push(k, (k * 7919) % 10_007);
    let round = 1;
    const oneByOneMs = fastest(() => {
      round++;
      for (let k = 0; k < 10_000; k++) heap.update(k, (k * 7919 * round) % 10_009);
    });
    const rank = (k: number) => (k * 104_729 * round) % 10_009;
    const allAtOnceMs = fastest(() => {
      round++;
      heap.rerank(rank);
    });
    expect(oneByOneMs).toBeLessThan(20);
    expect(allAtOnceMs).toBeLessThan(20);
    const sorted = [...heap.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b);
    expect(drain(heap)).toEqual(sorted);
  });
});
