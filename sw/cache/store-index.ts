import { evictionRank, isTooOld } from '../decision/store/eviction-order.ts';
import { IndexedHeap } from '../decision/store/indexed-heap.ts';
import type { IndexChange, IndexRow } from './index-row.ts';

/**
 * The index of stored entries: their sizes and the order in which they are evicted.
 *
 * Invariants: usedBytes is the sum over all rows. Every row that is not pinned is in the heap. Rows are in the order in
 * which they were stored.
 */
export class StoreIndex {
  readonly #rows = new Map<string, IndexRow>();
  readonly #heap = new IndexedHeap<string>();
  #usedBytes = 0;
  #accessed = 0;

  get size(): number {
    return this.#rows.size;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** How many of the entries were read at least once. */
  get accessed(): number {
    return this.#accessed;
  }

  get(key: string): IndexRow | undefined {
    return this.#rows.get(key);
  }

  rows(): IterableIterator<[key: string, row: IndexRow]> {
    return this.#rows.entries();
  }

  apply(change: IndexChange): void {
    const { key } = change;
    if (change.type === 'use') {
      const row = this.#rows.get(key);
      if (row !== undefined) this.#set(key, use(row, change.atMs));
      return;
    }
    this.#remove(key);
    if (change.type === 'put') this.#set(key, change.row);
  }

  /** Evicts the lowest-ranked entries until at most this much is used, and returns them. */
  evictTo(mostBytes: number): [key: string, row: IndexRow][] {
    const evicted: [string, IndexRow][] = [];
    while (this.#usedBytes > mostBytes) {
      const key = this.#heap.peek();
      const row = key === undefined ? undefined : this.#rows.get(key);
      if (key === undefined || row === undefined) break;
      this.#remove(key);
      evicted.push([key, row]);
    }
    return evicted;
  }

  /** Returns the keys of entries that are too old to be kept. */
  tooOld(nowMs: number, maxAgeSeconds: number): string[] {
    return [...this.#rows].flatMap(([key, row]) => (isTooOld(row, nowMs, maxAgeSeconds) ? [key] : []));
  }

  clear(): void {
    this.#rows.clear();
    this.#heap.clear();
    this.#usedBytes = 0;
    this.#accessed = 0;
  }

  /** Adds or replaces a row. A replaced row keeps its position. */
  #set(key: string, row: IndexRow): void {
    this.#weigh(this.#rows.get(key), -1);
    this.#rows.set(key, row);
    this.#weigh(row, 1);
    const rank = evictionRank(row);
    if (rank === null) this.#heap.remove(key);
    else if (!this.#heap.update(key, rank)) this.#heap.push(key, rank);
  }

  #remove(key: string): void {
    this.#weigh(this.#rows.get(key), -1);
    this.#rows.delete(key);
    this.#heap.remove(key);
  }

  #weigh(row: IndexRow | undefined, sign: 1 | -1): void {
    if (row === undefined) return;
    this.#usedBytes += sign * row.sizeBytes;
    if (row.isWatched) this.#accessed += sign;
  }
}

function use(row: IndexRow, atMs: number): IndexRow {
  return { ...row, usedAtMs: Math.max(row.usedAtMs, atMs), isWatched: true };
}
