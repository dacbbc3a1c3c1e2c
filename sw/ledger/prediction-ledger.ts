import * as v from 'valibot';
import { notNegative } from '../../src/shared/numbers.ts';
import type { View } from '../../src/shared/messages.ts';
import type { Cause, Told } from '../decision/resource/life.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const sums = {
  prefetchedBytes: notNegative,
  usedBytes: notNegative,
  wastedBytes: notNegative,
  /** Files that came, those of them that a player read, and those that went unread. */
  arrived: notNegative,
  used: notNegative,
  wasted: notNegative,
  /** Files that did not come, and those that were not wanted any more before they came. */
  failed: notNegative,
  cancelled: notNegative,
};
const rowSchema = v.object({ reelId: v.string(), source: v.string(), isPast: v.optional(v.boolean(), false), ...sums });
const sumsSchema = v.object(sums);
type KeptSums = v.InferOutput<typeof sumsSchema>;

/** What is under way dies with the worker, so it is not written down. */
export type PredictionSums = Readonly<KeptSums> & { readonly underWay: number };
/** The viewer is past the reel, or not. */
type Row = Cause & PredictionSums & { readonly isPast: boolean };
/** By reel and strategy. */
type Rows = Map<string, Row>;

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
const maxReels = 500;
const maxRows = 10_000;
const readRows = readList(rowSchema, maxRows);
/** Reels that are too long ago to be told apart. */
const earlierReels = '(earlier)';

/**
 * What became of each file that was fetched on a guess, and of its bytes: used when a player read it, wasted when it went
 * unread, or is unread when the viewer is past its reel. What is neither waits in the cache. A file counts once, however
 * often its transfer is stopped and goes on.
 */
export class PredictionLedger {
  readonly #kept: Kept<Rows>;

  constructor(memory: Memory) {
    this.#kept = new Kept<Rows>(memory, {
      empty: () => new Map(),
      read: (json) => addRows(new Map(), readRows(json)?.map((row) => ({ ...row, underWay: 0 })) ?? []),
      write: (rows) => [...rows.values()].map((row) => ({ ...row, underWay: 0 })),
      merge: (kept, since) => addRows(kept, since.values()),
    });
  }

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

  /** Whoever turns back to a reel may still read what is kept of it. */
  see({ reels, currentIndex }: Pick<View, 'reels' | 'currentIndex'>): void {
    const places = new Map(reels.map(({ id }, place) => [id, place]));
    for (const [name, row] of this.#kept.value) {
      const place = places.get(row.reelId);
      if (place === undefined || row.isPast === place < currentIndex) continue;
      this.#kept.value.set(name, { ...row, isPast: place < currentIndex });
      this.#kept.touch();
    }
  }

  total(): PredictionSums {
    return this.#settled.reduce(plus, nothing);
  }

  byReel(): Map<string, PredictionSums> {
    return this.#groupBy((row) => row.reelId);
  }

  bySource(): Map<string, PredictionSums> {
    return this.#groupBy((row) => row.source);
  }

  /** Adds what was counted before this worker came to life. */
  restore(): Promise<void> {
    return this.#kept.restore();
  }

  /** Called now and then, so that counting never costs a write of its own. */
  save(): Promise<void> {
    // Before that it is not known what has come in an earlier life.
    if (this.#kept.isRestored) forgetReels(this.#kept.value, maxReels);
    return this.#kept.save();
  }

  /** Sums stay, without the reels that they belong to. */
  async forget(): Promise<void> {
    await this.restore();
    forgetReels(this.#kept.value, 0);
    await this.#kept.forget(this.#kept.value);
  }

  #add({ reelId, source }: Cause, more: Partial<PredictionSums>): void {
    addRows(this.#kept.value, [{ reelId, source, isPast: false, ...nothing, ...more }]);
    this.#kept.touch();
  }

  #groupBy(nameOf: (row: Row) => string): Map<string, PredictionSums> {
    const groups = new Map<string, PredictionSums>();
    for (const row of this.#settled) groups.set(nameOf(row), plus(groups.get(nameOf(row)) ?? nothing, row));
    return groups;
  }

  get #settled(): Row[] {
    return [...this.#kept.value.values()].map((row) =>
      row.isPast ? { ...row, wastedBytes: Math.max(row.wastedBytes, row.prefetchedBytes - row.usedBytes) } : row,
    );
  }
}

function addRows(rows: Rows, more: Iterable<Row>): Rows {
  for (const row of more) {
    const name = JSON.stringify([row.reelId, row.source]);
    const before = rows.get(name);
    rows.set(name, { ...row, isPast: row.isPast || before?.isPast === true, ...plus(before ?? nothing, row) });
  }
  return rows;
}

/** Adds up what belongs to all but the latest reels: the viewer is past them. */
function forgetReels(rows: Rows, keptReels: number): void {
  const reels = new Set([...rows.values()].filter((row) => !isLate(row)).map(({ reelId }) => reelId));
  reels.delete(earlierReels);
  const forgotten = new Set([...reels].slice(0, Math.max(0, reels.size - keptReels)));
  for (const [name, row] of rows) {
    if (!isLate(row) && !forgotten.has(row.reelId)) continue;
    rows.delete(name);
    addRows(rows, [{ ...row, reelId: earlierReels, isPast: true }]);
  }
}

/** What is read, or goes, without having come belongs to a reel that was forgotten before. */
function isLate({ reelId, prefetchedBytes, usedBytes, wastedBytes }: Row): boolean {
  return reelId !== earlierReels && usedBytes + wastedBytes > prefetchedBytes;
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
