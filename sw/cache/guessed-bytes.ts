import type { Entry, PrefetchCause } from './entry.ts';
import type { IndexRow } from './index-row.ts';

/** Where the cache tells what became of bytes that were fetched on a guess. */
export type ByteAccount = {
  prefetched(cause: PrefetchCause, bytes: number): void;
  used(cause: PrefetchCause, bytes: number): void;
  wasted(cause: PrefetchCause, bytes: number): void;
};

/**
 * Follows bytes that were fetched on a guess to their first read or to their end. For what is stored the index remembers
 * whether it was read, beyond the worker's life; what never came into the store is remembered here.
 */
export class GuessedBytes {
  readonly #unstored = new Map<string, { readonly cause: PrefetchCause; readonly bytes: number }>();

  /** Read before it was written: used already, whatever comes of the writing. */
  readonly #readEarly = new Set<string>();

  constructor(readonly account: ByteAccount) {}

  arrived({ prefetchedBy, sizeBytes }: Entry, isWatched: boolean): void {
    if (prefetchedBy === null) return;
    this.account.prefetched(prefetchedBy, sizeBytes);
    if (isWatched) this.account.used(prefetchedBy, sizeBytes);
  }

  /** It was read before it was written, and is written as read. */
  readWhileWaiting({ key, prefetchedBy, sizeBytes }: Entry): void {
    if (prefetchedBy === null) return;
    this.#readEarly.add(key);
    this.account.used(prefetchedBy, sizeBytes);
  }

  /** It did not come into the store. */
  notStored({ key, prefetchedBy, sizeBytes }: Entry, isInMemory: boolean): void {
    if (this.#readEarly.delete(key) || prefetchedBy === null) return;
    if (isInMemory) this.#unstored.set(key, { cause: prefetchedBy, bytes: sizeBytes });
    else this.account.wasted(prefetchedBy, sizeBytes);
  }

  isUnread(key: string): boolean {
    return this.#unstored.has(key);
  }

  /** From now on the index remembers. */
  stored(key: string): void {
    this.#readEarly.delete(key);
    this.#unstored.delete(key);
  }

  readFromMemory(key: string): void {
    const unread = this.#unstored.get(key);
    if (unread !== undefined && this.#unstored.delete(key)) this.account.used(unread.cause, unread.bytes);
  }

  droppedFromMemory(key: string): void {
    const unread = this.#unstored.get(key);
    if (unread !== undefined && this.#unstored.delete(key)) this.account.wasted(unread.cause, unread.bytes);
  }

  readFromStore({ prefetchedBy, sizeBytes }: IndexRow): void {
    if (prefetchedBy !== null) this.account.used(prefetchedBy, sizeBytes);
  }

  goneFromStore({ prefetchedBy, sizeBytes, isWatched }: IndexRow): void {
    if (prefetchedBy !== null && !isWatched) this.account.wasted(prefetchedBy, sizeBytes);
  }
}
