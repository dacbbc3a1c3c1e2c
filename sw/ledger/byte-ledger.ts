import * as v from 'valibot';

/** Why bytes were fetched before anybody asked for them. */
export type ByteCause = { readonly reelId: string; readonly source: string };

export type ByteSums = { readonly prefetchedBytes: number; readonly usedBytes: number; readonly wastedBytes: number };

/** Where the totals are kept while the worker is not running. */
export type LedgerMemory = { read(): Promise<unknown>; write(value: unknown): Promise<void> };

const sum = v.pipe(v.number(), v.finite(), v.minValue(0));
const rowSchema = v.object({
  reelId: v.string(),
  source: v.string(),
  prefetchedBytes: sum,
  usedBytes: sum,
  wastedBytes: sum,
});
type Row = v.InferOutput<typeof rowSchema>;

const nothing: ByteSums = { prefetchedBytes: 0, usedBytes: 0, wastedBytes: 0 };
const keptReels = 500;
/** Reels that are too long ago to be told apart. */
const earlierReels = '(earlier)';

/**
 * What became of the bytes that were fetched on a guess: used when a player read them, wasted when they went unread.
 * What is neither waits in the cache.
 */
export class ByteLedger {
  readonly #rows = new Map<string, Row>();
  #restored: Promise<void> | undefined;
  #isChanged = false;

  constructor(readonly memory: LedgerMemory) {}

  prefetched(cause: ByteCause, bytes: number): void {
    this.#add(cause, { ...nothing, prefetchedBytes: bytes });
  }

  used(cause: ByteCause, bytes: number): void {
    this.#add(cause, { ...nothing, usedBytes: bytes });
  }

  wasted(cause: ByteCause, bytes: number): void {
    this.#add(cause, { ...nothing, wastedBytes: bytes });
  }

  total(): ByteSums {
    return [...this.#rows.values()].reduce(plus, nothing);
  }

  byReel(): Map<string, ByteSums> {
    return this.#groupBy((row) => row.reelId);
  }

  bySource(): Map<string, ByteSums> {
    return this.#groupBy((row) => row.source);
  }

  /** Adds what was counted before this worker came to life. */
  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  /** Called now and then, so that counting never costs a write of its own. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    await this.restore();
    this.#isChanged = false;
    this.#forgetOldReels();
    try {
      await this.memory.write([...this.#rows.values()]);
    } catch (cause) {
      this.#isChanged = true;
      throw cause;
    }
  }

  async #read(): Promise<void> {
    const saved = v.safeParse(v.array(rowSchema), await this.memory.read().catch(() => undefined));
    if (!saved.success) return;
    const since = [...this.#rows.values()];
    this.#rows.clear();
    for (const row of [...saved.output, ...since]) this.#merge(row);
  }

  #add({ reelId, source }: ByteCause, sums: ByteSums): void {
    this.#merge({ reelId, source, ...sums });
    this.#isChanged = true;
  }

  #merge(row: Row): void {
    const name = JSON.stringify([row.reelId, row.source]);
    this.#rows.set(name, { ...row, ...plus(this.#rows.get(name) ?? nothing, row) });
  }

  #forgetOldReels(): void {
    const reels = new Set([...this.#rows.values()].map(({ reelId }) => reelId));
    reels.delete(earlierReels);
    const forgotten = new Set([...reels].slice(0, Math.max(0, reels.size - keptReels)));
    for (const [name, row] of this.#rows) {
      if (!forgotten.has(row.reelId)) continue;
      this.#rows.delete(name);
      this.#merge({ ...row, reelId: earlierReels });
    }
  }

  #groupBy(nameOf: (row: Row) => string): Map<string, ByteSums> {
    const groups = new Map<string, ByteSums>();
    for (const row of this.#rows.values()) groups.set(nameOf(row), plus(groups.get(nameOf(row)) ?? nothing, row));
    return groups;
  }
}

function plus(a: ByteSums, b: ByteSums): ByteSums {
  return {
    prefetchedBytes: a.prefetchedBytes + b.prefetchedBytes,
    usedBytes: a.usedBytes + b.usedBytes,
    wastedBytes: a.wastedBytes + b.wastedBytes,
  };
}
