import { dropOldest } from '../decision/drop-oldest.ts';
import type { KeepOutcome } from '../decision/resource/life.ts';
import type { CachedBody, Entry } from './entry.ts';
import type { WriteBatch } from './store.ts';

type Waiting = { readonly arrival: CachedBody; readonly settle: (outcome: KeepOutcome) => void };

export type WriteQueueParts = {
  readonly write: (batch: WriteBatch) => Promise<Set<string>>;
  /** Resolves once current reads have finished, so that a read never waits for more than one write. */
  readonly readsSettled: () => Promise<void>;
  /** Called when a body is about to be written: whether a player has read it so far. Later reads go through `use`. */
  readonly isWatched: (arrival: CachedBody) => boolean;
};

/** A transaction with more bytes than this would keep readers waiting. */
const bytesPerBatch = 1024 * 1024;
/** Limits the memory used when bodies arrive faster than they can be written. */
const mostWaitingBytes = 64 * 1024 * 1024;
/** A store that fails for long has more to forget: its older bodies may then be confirmed once too often. */
const maxOutdated = 10_000;

/**
 * Writes one small transaction at a time. Waiting bodies can be found here. Uses are written along with other changes
 * or on `flush`.
 */
export class WriteQueue {
  readonly #waiting = new Map<string, Waiting>();
  /** The batch being written: its bodies are still findable, unless removed since. */
  #writing = new Map<string, Waiting>();
  readonly #removals = new Set<string>();
  /** Keys whose stored body is older than one that arrived and was not written. */
  readonly #outdated = new Set<string>();
  readonly #renewals = new Map<string, Entry>();
  #uses = new Map<string, number>();
  #waitingBytes = 0;
  #run: Promise<void> | undefined;

  constructor(readonly parts: WriteQueueParts) {}

  find(key: string): CachedBody | undefined {
    return (this.#waiting.get(key) ?? this.#writing.get(key))?.arrival;
  }

  put(arrival: CachedBody): Promise<KeepOutcome> {
    const { key } = arrival.entry;
    this.#drop(key);
    const isTooMuch = this.#waitingBytes > 0 && this.#waitingBytes + arrival.body.size > mostWaitingBytes;
    if (isTooMuch) {
      this.discard(key);
      return Promise.resolve('dropped');
    }
    return new Promise((settle) => {
      this.#waiting.set(key, { arrival, settle });
      this.#waitingBytes += arrival.body.size;
      this.#start();
    });
  }

  /** Removes the stored body: a newer one has arrived that is not written. */
  discard(key: string): void {
    this.#renewals.delete(key);
    this.#outdated.add(key);
    this.#start();
  }

  renew(entry: Entry): void {
    this.#renewals.set(entry.key, entry);
    this.#start();
  }

  remove(key: string): void {
    this.#drop(key);
    this.#writing.delete(key);
    this.#renewals.delete(key);
    this.#uses.delete(key);
    this.#removals.add(key);
    this.#start();
  }

  use(key: string, atMs: number): void {
    this.#uses.set(key, atMs);
  }

  /** Whether a recent read of this key has not been written yet. */
  isUsed(key: string): boolean {
    return this.#uses.has(key);
  }

  /** Drops all waiting bodies and renewals. */
  dropAll(): void {
    this.#renewals.clear();
    this.#writing.clear();
    for (const key of this.#waiting.keys()) this.#drop(key);
  }

  /** Resolves once everything queued so far is written or given up. */
  async flush(): Promise<void> {
    this.#start();
    await this.#run;
  }

  #drop(key: string): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    this.#waiting.delete(key);
    this.#waitingBytes -= waiting.arrival.body.size;
    waiting.settle('dropped');
  }

  #start(): void {
    this.#run ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    for (;;) {
      await this.parts.readsSettled();
      const { batch, waiting } = this.#take();
      if (Object.values(batch).every(({ length }) => length === 0)) break;
      this.#writing = new Map(waiting);
      const stored = await this.parts.write(batch).catch(() => undefined);
      this.#writing.clear();
      for (const [key, { settle }] of waiting)
        settle(stored === undefined ? 'unavailable' : stored.has(key) ? 'stored' : 'full');
      if (stored !== undefined) continue;
      // Removals must not be lost: they are written with the next batch. A lost renewal costs one more request, a
      // lost use at most an earlier eviction.
      for (const key of batch.removals) this.#removals.add(key);
      for (const key of [...batch.outdated, ...waiting.keys()]) this.#outdated.add(key);
      dropOldest(this.#outdated, maxOutdated);
      if (this.#waiting.size === 0) break;
    }
    // In the same tick as the last check, so that nothing queued in between is left behind.
    this.#run = undefined;
  }

  #take(): { batch: WriteBatch; waiting: Map<string, Waiting> } {
    const waiting = new Map<string, Waiting>();
    let bytes = 0;
    for (const [key, one] of this.#waiting) {
      const size = one.arrival.body.size;
      if (waiting.size > 0 && bytes + size > bytesPerBatch) break;
      bytes += size;
      waiting.set(key, one);
      this.#waiting.delete(key);
    }
    this.#waitingBytes -= bytes;
    const removals = [...this.#removals];
    this.#removals.clear();
    const outdated = [...this.#outdated];
    this.#outdated.clear();
    // The use of a body that is not written yet must wait for it.
    const uses = [...this.#uses].filter(([key]) => !this.#waiting.has(key));
    for (const [key] of uses) this.#uses.delete(key);
    const puts = [...waiting.values()].map(({ arrival }) => ({ ...arrival, isWatched: this.parts.isWatched(arrival) }));
    const renewals = [...this.#renewals.values()].filter(({ key }) => !this.#waiting.has(key));
    for (const { key } of renewals) this.#renewals.delete(key);
    return { batch: { removals, outdated, puts, renewals, uses }, waiting };
  }
}
