import type { DBSchema, IDBPDatabase } from 'idb';
import { faultIn, healing, isFull } from '../decision/store/healing.ts';
import { Breaker } from './breaker.ts';
import type { DatabaseConnection } from './database.ts';

/** The database is unavailable for now. Callers go on as if it were empty. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

export type AccessEvents = {
  readonly onFailure: (cause: unknown) => void;
  readonly onRecovery: () => void;
};

const trialLimitMs = 3000;

/**
 * Guards access to the database. No caller waits longer than the limit it passes. After a failure all calls are
 * rejected at once, so that no player waits again for a failing database, and calls start background trials, with
 * growing pauses, until one succeeds. What is tried besides waiting depends on the fault (`healing`).
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
      // Of several calls that fail together only the first counts: they report the same failure.
      if (this.isWorking) this.#fail(cause);
      throw new StoreUnavailableError('The store failed', { cause });
    }
  }

  deleteAbandoned(): Promise<void> {
    return withLimit(trialLimitMs, this.connection.deleteAbandoned());
  }

  /** Resolves once no trial is running. */
  async settled(): Promise<void> {
    await this.#trial;
  }

  /** Runs the work, and once more with a new connection if the browser has closed the old one. */
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
      await withLimit(trialLimitMs, this.#verifyDatabase());
    } catch (cause) {
      this.#fail(cause);
      // A connection that does not respond may be dead without having been closed.
      this.connection.forget();
      if (this.#breaker.failures > healing[faultIn(cause)].trialsBeforeReplacement) await this.#replaceDatabase();
    }
  }

  async #replaceDatabase(): Promise<void> {
    try {
      await withLimit(trialLimitMs, this.connection.replace());
      await withLimit(trialLimitMs, this.#verifyDatabase());
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Tries the database out. Success counts even after the time limit: the database is no longer blocked then. */
  async #verifyDatabase(): Promise<void> {
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
    // The next call may be far off, but this trial succeeds as soon as the database is no longer blocked.
    if (this.connection.isOpening) this.#beginTrial();
  }
}

async function withLimit<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new StoreUnavailableError(`The store did not answer within ${limitMs} ms`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
