import * as v from 'valibot';
import type { Memory } from './memory.ts';

/** How one fact is read from its memory and written to it. */
export type KeptForm<T> = {
  /** What is known as long as nothing was kept. */
  readonly empty: () => T;
  /** Undefined where this is no such fact: then nothing was kept. */
  readonly read: (json: unknown) => T | undefined;
  /** The fact as JSON; left out where it is JSON already. */
  readonly write?: (value: T) => unknown;
  /** Both what an earlier worker kept and what came to be known before that was read; left out, the former counts. */
  readonly merge?: (kept: T, since: T) => T;
};

/**
 * A small fact that outlives the worker. Its value can be used at any time: it is what was kept as soon as that has been
 * read. A read that fails is tried again, and nothing is written until it succeeds, so that a store which is away for a
 * moment loses nothing.
 */
export class Kept<T> {
  #value: T;
  #isRestored = false;
  #isUnsaved = false;
  #reading: Promise<void> | undefined;
  /** The save that has not begun yet: it will write whatever the value is by then. */
  #nextSave: Promise<void> | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly memory: Memory,
    readonly form: KeptForm<T>,
  ) {
    this.#value = form.empty();
  }

  get value(): T {
    return this.#value;
  }

  /** Known at once, written by the next `save`. */
  set value(value: T) {
    this.#value = value;
    this.touch();
  }

  /** The value has changed inside. */
  touch(): void {
    this.#isUnsaved = true;
  }

  /** Whether what was kept is known. */
  get isRestored(): boolean {
    return this.#isRestored;
  }

  /** Settles when what was kept is here, or cannot be read now. */
  async restore(): Promise<void> {
    if (this.#isRestored) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Writes what has changed. When that fails, it is left to the next save. */
  save(): Promise<void> {
    this.#nextSave ??= this.#inTurn(async () => {
      this.#nextSave = undefined;
      if (this.#isUnsaved) await this.#write().catch(() => undefined);
    });
    return this.#nextSave;
  }

  /** Takes another value once that is written. Rejects, and changes nothing, when it cannot be. */
  replace(next: (value: T) => T): Promise<T> {
    return this.#inTurn(async () => {
      await this.#requireRestored();
      const value = next(this.#value);
      await this.memory.write(this.#toJson(value));
      this.#value = value;
      return value;
    });
  }

  /** Forgotten at once, also when it was never read. Rejects when the memory may still hold it: the next save tries again. */
  forget(remains: T = this.form.empty()): Promise<void> {
    this.#isRestored = true;
    this.value = remains;
    return this.#inTurn(() => this.#write());
  }

  async #write(): Promise<void> {
    await this.#requireRestored();
    this.#isUnsaved = false;
    try {
      await this.memory.write(this.#toJson(this.#value));
    } catch (cause) {
      this.#isUnsaved = true;
      throw cause;
    }
  }

  async #requireRestored(): Promise<void> {
    await this.restore();
    if (!this.#isRestored) throw new Error('What was kept cannot be read now, and is not written over');
  }

  async #read(): Promise<void> {
    const answer = await this.memory.read().then(
      (json) => ({ json }),
      () => undefined,
    );
    // It may have been forgotten meanwhile.
    if (answer === undefined || this.#isRestored) return;
    this.#isRestored = true;
    const { read, merge } = this.form;
    const kept = answer.json === undefined ? undefined : read(answer.json);
    if (kept !== undefined) this.#value = merge === undefined ? kept : merge(kept, this.#value);
  }

  #toJson(value: T): unknown {
    return this.form.write === undefined ? value : this.form.write(value);
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }
}

/** Reads what this schema describes. */
export function readAs<T>(schema: v.GenericSchema<unknown, T>): (json: unknown) => T | undefined {
  return (json) => {
    const parsed = v.safeParse(schema, json);
    return parsed.success ? parsed.output : undefined;
  };
}

/** Reads the last `maxItems` of a list; an item that is not what the schema describes is left out. */
export function readList<T>(schema: v.GenericSchema<unknown, T>, maxItems: number): (json: unknown) => T[] | undefined {
  const readItem = readAs(schema);
  return (json) =>
    Array.isArray(json)
      ? json
          .slice(-maxItems)
          .map(readItem)
          .filter((item) => item !== undefined)
      : undefined;
}
