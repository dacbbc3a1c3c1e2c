import type { DBSchema, IDBPDatabase } from 'idb';
import { faultIn, healing, isFull } from '../decision/store/healing.ts';
import { Breaker } from './breaker.ts';
import type { DatabaseConnection } from './database.ts';

/** The database does not answer now. Everybody goes on as if it were empty. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

export type AccessEvents = {
  readonly onFailure: (cause: unknown) => void;
  readonly onRecovery: () => void;
};

const trialLimitMs = 3000;

/**
 * The way to the database. Nobody waits longer for it than the limit they name. After a failure it answers nobody, so
 * that no player waits again for what has just failed, and tries for itself, with growing pauses, until it works. What is
 * tried beside waiting depends on the fault (`healing`).
 */
export class DatabaseAccess<Schema extends DBSchema> {
  readonly #breaker: Breaker;
  #trial: Promise<void> | undefined;
  #failure: unknown;

  constructor(
    readonly connection: DatabaseConnection<Schema>,
    readonly events: AccessEvents,
    nowMs: () => number,
  ) {
    this.#breaker = new Breaker(nowMs);
  }

  get isWorking(): boolean {
    return this.#breaker.failures === 0;
  }

  async run<T>(limitMs: number, work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    if (!this.isWorking) {
      this.#tryAgain();
      throw new StoreUnavailableError('The store is paused after a failure', { cause: this.#failure });
    }
    try {
      return await withLimit(limitMs, this.#attempt(work));
    } catch (cause) {
      if (isFull(cause)) throw cause;
      // Of many that fail together the first one counts: they tell of one and the same failure.
      if (this.isWorking) this.#fail(cause);
      throw new StoreUnavailableError('The store failed', { cause });
    }
  }

  dropGivenUp(): Promise<void> {
    return withLimit(trialLimitMs, this.connection.dropGivenUp());
  }

  /** Settles when no trial is under way. */
  async settled(): Promise<void> {
    await this.#trial;
  }

  /** The browser may have closed the connection since: a new one gets one chance. */
  async #attempt<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    const database = await this.connection.get();
    try {
      return await work(database);
    } catch (cause) {
      if (!healing[faultIn(cause)].retriesAtOnce && this.connection.isCurrent(database)) throw cause;
      this.connection.forget(database);
      return work(await this.connection.get());
    }
  }

  #tryAgain(): void {
    if (!this.#breaker.isPaused) this.#beginTrial();
  }

  #beginTrial(): void {
    this.#trial ??= this.#tryOnce().finally(() => {
      this.#trial = undefined;
    });
  }

  async #tryOnce(): Promise<void> {
    try {
      await withLimit(trialLimitMs, this.#tryOut());
    } catch (cause) {
      this.#fail(cause);
      // A connection that gives no answer may be dead without knowing it.
      this.connection.forget();
      if (this.#breaker.failures > healing[faultIn(cause)].trialsBeforeNew) await this.#beginAnew();
    }
  }

  async #beginAnew(): Promise<void> {
    try {
      await withLimit(trialLimitMs, this.connection.beginAnew());
      await withLimit(trialLimitMs, this.#tryOut());
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Its success counts even when nobody has waited for it so long: what held the database up is gone then. */
  async #tryOut(): Promise<void> {
    await this.#attempt(async (database) => {
      for (const store of this.connection.form.stores) await database.count(store, IDBKeyRange.only(0));
    });
    if (this.isWorking) return;
    this.#breaker.succeed();
    this.events.onRecovery();
  }

  #fail(cause: unknown): void {
    const isNew = this.isWorking;
    this.#failure = cause;
    this.#breaker.fail();
    if (!isNew) return;
    this.events.onFailure(cause);
    // Nobody may ask for a while: this trial succeeds as soon as nothing is in the way any more.
    if (this.connection.isOpening) this.#beginTrial();
  }
}

async function withLimit<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailableError(`The store gave no answer in ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
