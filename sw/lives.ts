import { type Cause, isOver, type Life, type LifeEvent, live, type Told, unborn } from './decision/resource/life.ts';

/** One step in the life of a resource, as passed to observers. */
export type LifeStep = {
  readonly key: string;
  readonly before: Life;
  readonly after: Life;
  readonly event: LifeEvent;
  readonly told: readonly Told[];
};

/**
 * The lives of all resources that are wanted, in flight, or held in memory only. A stored resource outlives this worker
 * in the store's index, which reports its last two steps (`tellStored`).
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

  tell(key: string, event: LifeEvent): void {
    const before = this.#lives.get(key) ?? unborn;
    const { life: after, told } = live(before, event);
    if (isOver(after)) this.#lives.delete(key);
    else this.#lives.set(key, after);
    if (after !== before) this.#pass({ key, before, after, event, told });
  }

  /** Reports from the store's index that a stored body was read for the first time, or removed. */
  tellStored(key: string, stored: StoredFacts, event: StoredEvent): void {
    const { prefetchedBy: cause, isWatched, sizeBytes: bytes } = stored;
    const told: Told[] =
      cause === null || isWatched ? [] : [{ what: event === 'read' ? 'used' : 'wasted', cause, bytes }];
    const kept: Life = { ...unborn, state: 'kept', cause, isAsked: isWatched, bytes, isStored: true };
    if (event === 'read') {
      this.#pass({ key, before: kept, after: { ...kept, isAsked: true }, event: { type: 'ask' }, told });
      return;
    }
    const gone: LifeEvent = { type: 'remove', tier: 'store' };
    if (this.#lives.has(key)) this.tell(key, gone);
    this.#pass({ key, before: kept, after: { ...unborn }, event: gone, told });
  }

  /** Drops all lives. Prefetches in flight count as cancelled. */
  forget(): void {
    for (const [key, before] of this.#lives) {
      this.#lives.delete(key);
      const told: Told[] = before.isOpen && before.cause !== null ? [{ what: 'cancelled', cause: before.cause }] : [];
      this.#pass({ key, before, after: unborn, event: { type: 'unwant' }, told });
    }
  }

  #pass(step: LifeStep): void {
    for (const observer of this.#observers) observer(step);
  }
}

type StoredEvent = 'read' | 'remove';
type StoredFacts = { readonly prefetchedBy: Cause | null; readonly isWatched: boolean; readonly sizeBytes: number };
