import type { CachedBody, Entry } from './entry.ts';
import { type IndexChange, type IndexRow, rowOf } from './index-row.ts';
import type { StoreIndex } from './store-index.ts';
import type { CacheTransaction } from './transaction.ts';

export type StoredForm = Blob | ArrayBuffer;
export type Arrival = CachedBody & {
  /** Whether a player has read it. What nobody has read yet is evicted last. */
  readonly isWatched: boolean;
};

/**
 * One transaction's changes to entries, bodies and index. The index is changed at once; if the transaction fails, it must
 * be thrown away and read again.
 */
export class StoreChange {
  readonly steps: IndexChange[] = [];
  /** Entries that are no more, and those that were read for the first time. */
  readonly gone: [key: string, row: IndexRow][] = [];
  readonly firstReads: [key: string, row: IndexRow][] = [];
  readonly #requests: Promise<unknown>[] = [];

  constructor(
    readonly transaction: CacheTransaction<'readwrite'>,
    readonly index: StoreIndex,
  ) {}

  remove(key: string): void {
    this.#forget(key, this.index.get(key));
    this.#delete(key);
  }

  evictTo(mostBytes: number): void {
    for (const [key, row] of this.index.evictTo(mostBytes)) {
      this.#forget(key, row);
      this.#delete(key);
    }
  }

  /** Makes room and puts. False when there is no room for it. */
  put({ entry, isWatched }: Arrival, stored: StoredForm, mostBytes: number): boolean {
    const { key, sizeBytes } = entry;
    if (sizeBytes > mostBytes) return false;
    const replaced = this.index.get(key);
    this.#forget(key, replaced);
    this.evictTo(mostBytes - sizeBytes);
    const isPinned = entry.isPinned || replaced?.isPinned === true;
    this.#request(this.transaction.objectStore('entries').put({ ...entry, isPinned }));
    this.#request(this.transaction.objectStore('bodies').put(stored, key));
    this.#step({ type: 'put', key, row: { ...rowOf(entry, isWatched), isPinned } });
    return true;
  }

  /** What is here is current: its entry says how long it holds from now on. Its body stays as it is. */
  renew(entry: Entry): void {
    const row = this.index.get(entry.key);
    if (row === undefined) return;
    const { isPinned, isWatched, prefetchedBy, usedAtMs } = row;
    this.#request(this.transaction.objectStore('entries').put({ ...entry, isPinned, prefetchedBy }));
    this.#step({ type: 'put', key: entry.key, row: { ...rowOf(entry, isWatched), isPinned, prefetchedBy, usedAtMs } });
  }

  use(key: string, atMs: number): void {
    const row = this.index.get(key);
    if (row === undefined) return;
    this.#step({ type: 'use', key, atMs });
    if (!row.isWatched) this.firstReads.push([key, row]);
  }

  /** Settles when every request of this change is carried out. */
  async carriedOut(): Promise<void> {
    await Promise.all(this.#requests);
  }

  /** Of what is not here no name is written down: it may be a former viewer's. */
  #forget(key: string, row: IndexRow | undefined): void {
    if (row === undefined) return;
    this.#step({ type: 'remove', key });
    this.gone.push([key, row]);
  }

  #step(change: IndexChange): void {
    this.steps.push(change);
    this.index.apply(change);
  }

  #delete(key: string): void {
    this.#request(this.transaction.objectStore('entries').delete(key));
    this.#request(this.transaction.objectStore('bodies').delete(key));
  }

  #request(request: Promise<unknown>): void {
    // Whoever waits for all of them hears of a failure; one that comes after the transaction was given up is no news.
    request.catch(() => undefined);
    this.#requests.push(request);
  }
}
