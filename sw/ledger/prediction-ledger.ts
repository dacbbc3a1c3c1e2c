import * as v from 'valibot';
import type { Cause, Told } from '../decision/resource/life.ts';
import type { Memory } from '../memory.ts';

const sum = v.pipe(v.number(), v.finite(), v.minValue(0));
const sums = {
  prefetchedBytes: sum,
  usedBytes: sum,
  wastedBytes: sum,
  /** Files that came, those of them that a player read, and those that went unread. */
  arrived: sum,
  used: sum,
  wasted: sum,
  /** Files that did not come, and those that were not wanted any more before they came. */
  failed: sum,
  cancelled: sum,
};
const rowSchema = v.object({ reelId: v.string(), source: v.string(), ...sums });
const sumsSchema = v.object(sums);
type KeptSums = v.InferOutput<typeof sumsSchema>;

/** What is under way dies with the worker, so it is not written down. */
export type PredictionSums = Readonly<KeptSums> & { readonly underWay: number };
type Row = Cause & PredictionSums;

const nothing: PredictionSums = {
  prefetchedBytes: 0,
  usedBytes: 0,
  wastedBytes: 0,
  arrived: 0,
  used: 0,
  wasted: 0,
  failed: 0,
  cancelled: 0,
  underWay: 0,
};
const mostReels = 500;
/** Reels that are too long ago to be told apart. */
const earlierReels = '(earlier)';

/**
 * What became of each file that was fetched on a guess, and of its bytes: used when a player read it, wasted when it went
 * unread. What is neither waits in the cache. A file counts once, however often its transfer is stopped and goes on.
 */
export class PredictionLedger {
  readonly #rows = new Map<string, Row>();
  #restored: Promise<void> | undefined;
  #isChanged = false;

  constructor(readonly memory: Memory) {}

  hear(told: Told): void {
    switch (told.what) {
      case 'begun':
        return this.#add(told.cause, { underWay: 1 });
      case 'confirmed':
        return this.#add(told.cause, { underWay: -1 });
      case 'failed':
        return this.#add(told.cause, { underWay: -1, failed: 1 });
      case 'cancelled':
        return this.#add(told.cause, { underWay: -1, cancelled: 1 });
      case 'arrived':
        return this.#add(told.cause, { underWay: -1, prefetchedBytes: told.bytes, arrived: 1 });
      case 'used':
        return this.#add(told.cause, { usedBytes: told.bytes, used: 1 });
      case 'wasted':
        return this.#add(told.cause, { wastedBytes: told.bytes, wasted: 1 });
      case 'part-used':
        return this.#add(told.cause, { prefetchedBytes: told.bytes, usedBytes: told.bytes });
      case 'part-wasted':
        return this.#add(told.cause, { prefetchedBytes: told.bytes, wastedBytes: told.bytes });
    }
  }

  total(): PredictionSums {
    return [...this.#rows.values()].reduce(plus, nothing);
  }

  byReel(): Map<string, PredictionSums> {
    return this.#groupBy((row) => row.reelId);
  }

  bySource(): Map<string, PredictionSums> {
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
    this.#forgetOldReels(mostReels);
    try {
      await this.memory.write([...this.#rows.values()].map((row) => ({ ...row, underWay: 0 })));
    } catch (cause) {
      this.#isChanged = true;
      throw cause;
    }
  }

  /** Sums stay, without the reels that they belong to. */
  async forget(): Promise<void> {
    await this.restore();
    this.#forgetOldReels(0);
    this.#isChanged = true;
    await this.save();
  }

  async #read(): Promise<void> {
    const saved = v.safeParse(v.array(rowSchema), await this.memory.read().catch(() => undefined));
    if (!saved.success) return;
    const since = [...this.#rows.values()];
    this.#rows.clear();
    for (const row of saved.output) this.#merge({ ...nothing, ...row });
    for (const row of since) this.#merge(row);
  }

  #add({ reelId, source }: Cause, more: Partial<PredictionSums>): void {
    this.#merge({ reelId, source, ...nothing, ...more });
    this.#isChanged = true;
  }

  #merge(row: Row): void {
    const name = JSON.stringify([row.reelId, row.source]);
    this.#rows.set(name, { ...row, ...plus(this.#rows.get(name) ?? nothing, row) });
  }

  #forgetOldReels(keptReels: number): void {
    const reels = new Set([...this.#rows.values()].map(({ reelId }) => reelId));
    reels.delete(earlierReels);
    const forgotten = new Set([...reels].slice(0, Math.max(0, reels.size - keptReels)));
    for (const [name, row] of this.#rows) {
      if (!forgotten.has(row.reelId)) continue;
      this.#rows.delete(name);
      this.#merge({ ...row, reelId: earlierReels });
    }
  }

  #groupBy(nameOf: (row: Row) => string): Map<string, PredictionSums> {
    const groups = new Map<string, PredictionSums>();
    for (const row of this.#rows.values()) groups.set(nameOf(row), plus(groups.get(nameOf(row)) ?? nothing, row));
    return groups;
  }
}

function plus(a: PredictionSums, b: PredictionSums): PredictionSums {
  return {
    prefetchedBytes: a.prefetchedBytes + b.prefetchedBytes,
    usedBytes: a.usedBytes + b.usedBytes,
    wastedBytes: a.wastedBytes + b.wastedBytes,
    arrived: a.arrived + b.arrived,
    used: a.used + b.used,
    wasted: a.wasted + b.wasted,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
    underWay: a.underWay + b.underWay,
  };
}
