import type { CachedBody, Entry } from './entry.ts';
import { type IndexChange, type IndexRow, rowOf } from './index-row.ts';
import type { StoreIndex } from './store-index.ts';
import type { CacheTransaction } from './transaction.ts';

export type StoredForm = Blob | ArrayBuffer;
export type Arrival = CachedBody & {
  /** Whether a player has read it. Unread bodies are evicted last. */
  readonly isWatched: boolean;
};

/**
 * One transaction's changes to entries, bodies and index. The index is changed at once; if the transaction fails, it
 * must be discarded and reloaded.
 */
export class StoreChange {
  readonly steps: IndexChange[] = [];
  /** Entries that were removed, and those that were read for the first time. */
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

  /** Removes a body that is older than one which was received and not stored, unless the viewer has saved it. */
  discard(key: string): void {
    if (this.index.get(key)?.isPinned === false) this.remove(key);
  }

  evictTo(mostBytes: number): void {
    for (const [key, row] of this.index.evictTo(mostBytes)) {
      this.#forget(key, row);
      this.#delete(key);
    }
  }

  /** Stores a body, evicting others to make room. Returns false if it exceeds the limit by itself. */
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

  /** Updates the entry of a body that was confirmed as current. The body itself stays unchanged. */
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

  /** Resolves once every request of this change has succeeded. */
  async completed(): Promise<void> {
    await Promise.all(this.#requests);
  }

  /** Records a removal only if the entry exists: the key of a missing one may belong to a former viewer. */
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
    // `completed` reports failures. One that follows the transaction's abort must not be reported as unhandled.
    request.catch(() => undefined);
    this.#requests.push(request);
  }
}
