import * as v from 'valibot';
import type { Memory } from './memory.ts';

/** How a value is read from its memory and written to it. */
export type KeptForm<T> = {
  /** Returns the value to use while nothing is stored. */
  readonly empty: () => T;
  /** Returns undefined if the JSON is not such a value; it is then treated as if nothing were stored. */
  readonly read: (json: unknown) => T | undefined;
  /** Converts the value to JSON; omitted if it is JSON already. */
  readonly write?: (value: T) => unknown;
  /** Combines the stored value with changes made before it was read. If omitted, the stored value wins. */
  readonly merge?: (kept: T, since: T) => T;
};

/**
 * A small value that outlives the worker. It can be used at any time, and includes what was stored once that has been
 * read. A failed read is retried, and nothing is written until one succeeds, so that a store which is briefly
 * unavailable loses nothing.
 */
export class Kept<T> {
  #value: T;
  #isRestored = false;
  #isUnsaved = false;
  #reading: Promise<void> | undefined;
  /** The save that has not begun yet. It will write the value as it is by then. */
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

  /** Takes effect at once and is written by the next `save`. */
  set value(value: T) {
    this.#value = value;
    this.touch();
  }

  /** Marks the value as changed after it was mutated in place. */
  touch(): void {
    this.#isUnsaved = true;
  }

  /** Whether the stored value has been read, or forgotten. */
  get isRestored(): boolean {
    return this.#isRestored;
  }

  /** Reads the stored value. Resolves also if it cannot be read now. */
  async restore(): Promise<void> {
    if (this.#isRestored) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Writes the value if it has changed. A failed write is left to the next save. */
  save(): Promise<void> {
    this.#nextSave ??= this.#inTurn(async () => {
      this.#nextSave = undefined;
      if (this.#isUnsaved) await this.#write().catch(() => undefined);
    });
    return this.#nextSave;
  }

  /** Replaces the value once the new one is written. Rejects and changes nothing if it cannot be written. */
  replace(next: (value: T) => T): Promise<T> {
    return this.#inTurn(async () => {
      await this.#requireRestored();
      const value = next(this.#value);
      await this.memory.write(this.#toJson(value));
      this.#value = value;
      return value;
    });
  }

  /** Forgets the value at once, even if it was never read. Rejects if it may still be stored; the next save retries. */
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
    if (!this.#isRestored) throw new Error('The stored value cannot be read now and is not overwritten');
  }

  async #read(): Promise<void> {
    const answer = await this.memory.read().then(
      (json) => ({ json }),
      () => undefined,
    );
    // The value may have been forgotten meanwhile.
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

/** Returns a reader that yields undefined for JSON that does not match the schema. */
export function readAs<T>(schema: v.GenericSchema<unknown, T>): (json: unknown) => T | undefined {
  return (json) => {
    const parsed = v.safeParse(schema, json);
    return parsed.success ? parsed.output : undefined;
  };
}

/** Returns a reader of the last `maxItems` items of a list. Items that do not match the schema are left out. */
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
