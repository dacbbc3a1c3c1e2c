import {
  applyEvent,
  type Cause,
  initialLife,
  isForgettable,
  type LedgerEvent,
  type Life,
  type LifeEvent,
} from './decision/resource/life.ts';

/** One step in the life of a resource, as passed to observers. */
export type LifeStep = {
  readonly key: string;
  readonly before: Life;
  readonly after: Life;
  readonly event: LifeEvent;
  readonly ledgerEvents: readonly LedgerEvent[];
};

/**
 * The lives of all resources that are wanted, in flight, partly here, or prefetched into memory only and unread. A
 * stored resource outlives this worker in the store's index, which reports its last two steps (`reportStored`).
 */
export class Lives {
  readonly #lives = new Map<string, Life>();
  readonly #observers: ((step: LifeStep) => void)[] = [];

  observe(observer: (step: LifeStep) => void): void {
    this.#observers.push(observer);
  }

  find(key: string): Life | undefined {
    return this.#lives.get(key);
  }

  entries(): IterableIterator<[key: string, life: Life]> {
    return this.#lives.entries();
  }

  report(key: string, event: LifeEvent): void {
    const before = this.#lives.get(key) ?? initialLife;
    const { life: after, ledgerEvents } = applyEvent(before, event);
    if (isForgettable(after)) this.#lives.delete(key);
    else this.#lives.set(key, after);
    if (after !== before) this.#notify({ key, before, after, event, ledgerEvents });
  }

  /** Reports from the store's index that a stored body was read for the first time, or removed. */
  reportStored(key: string, stored: StoredFacts, event: StoredEvent): void {
    const { prefetchedBy: cause, isWatched, sizeBytes: bytes } = stored;
    const ledgerEvents: LedgerEvent[] =
      cause === null || isWatched ? [] : [{ what: event === 'read' ? 'used' : 'wasted', cause, bytes }];
    const kept: Life = { ...initialLife, state: 'kept', cause, isRequested: isWatched, bytes, isStored: true };
    if (event === 'read') {
      this.#notify({ key, before: kept, after: { ...kept, isRequested: true }, event: { type: 'ask' }, ledgerEvents });
      return;
    }
    const gone: LifeEvent = { type: 'remove', tier: 'store' };
    if (this.#lives.has(key)) this.report(key, gone);
    this.#notify({ key, before: kept, after: { ...initialLife }, event: gone, ledgerEvents });
  }

  /** Drops all lives. Prefetches in flight count as cancelled. */
  forget(): void {
    for (const [key, before] of this.#lives) {
      this.#lives.delete(key);
      const ledgerEvents: LedgerEvent[] =
        before.isOpen && before.cause !== null ? [{ what: 'cancelled', cause: before.cause }] : [];
      this.#notify({ key, before, after: initialLife, event: { type: 'unwant' }, ledgerEvents });
    }
  }

  #notify(step: LifeStep): void {
    for (const observer of this.#observers) observer(step);
  }
}

type StoredEvent = 'read' | 'remove';
type StoredFacts = { readonly prefetchedBy: Cause | null; readonly isWatched: boolean; readonly sizeBytes: number };
