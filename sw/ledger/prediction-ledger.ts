import * as v from 'valibot';
import type { View } from '../../src/shared/messages.ts';
import { notNegative } from '../../src/shared/numbers.ts';
import type { Cause, LedgerEvent } from '../decision/resource/life.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const sums = {
  prefetchedBytes: notNegative,
  usedBytes: notNegative,
  wastedBytes: notNegative,
  /** Files that arrived, those of them that a player read, and those that were removed unread. */
  arrived: notNegative,
  used: notNegative,
  wasted: notNegative,
  /** Files that failed to arrive, and those that were cancelled before they arrived. */
  failed: notNegative,
  cancelled: notNegative,
};
const rowSchema = v.object({ reelId: v.string(), source: v.string(), isPast: v.optional(v.boolean(), false), ...sums });
const sumsSchema = v.object(sums);
type KeptSums = v.InferOutput<typeof sumsSchema>;

/** Transfers in flight end with the worker, so `underWay` is not stored. */
export type PredictionSums = Readonly<KeptSums> & { readonly underWay: number };
/** The source of what a page has requested, which may be any reel. */
const requested = 'asked';

/** `isPast`: the viewer is past the reel. */
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
/** Collects the sums of reels that have been dropped. */
const earlierReels = '(earlier)';

/**
 * What became of each prefetched file and its bytes: used once a player has read it; wasted if it was removed unread,
 * or is unread and the viewer is past its reel. A file that is neither waits in the cache. A file counts once, however
 * often its transfer is stopped and resumed.
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

  count(event: LedgerEvent): void {
    switch (event.what) {
      case 'begun':
        return this.#add(event.cause, { underWay: 1 });
      case 'confirmed':
        return this.#add(event.cause, { underWay: -1 });
      case 'failed':
        return this.#add(event.cause, { underWay: -1, failed: 1 });
      case 'cancelled':
        return this.#add(event.cause, { underWay: -1, cancelled: 1 });
      case 'arrived':
        return this.#add(event.cause, { underWay: -1, prefetchedBytes: event.bytes, arrived: 1 });
      case 'used':
        return this.#add(event.cause, { usedBytes: event.bytes, used: 1 });
      case 'wasted':
        return this.#add(event.cause, { wastedBytes: event.bytes, wasted: 1 });
      case 'part-used':
        return this.#add(event.cause, { prefetchedBytes: event.bytes, usedBytes: event.bytes });
      case 'part-wasted':
        return this.#add(event.cause, { prefetchedBytes: event.bytes, wastedBytes: event.bytes });
    }
  }

  /** Notes which reels the viewer is past. After swiping back, a reel's cached bytes may still be read. */
  onView({ reels, currentIndex }: Pick<View, 'reels' | 'currentIndex'>): void {
    const places = new Map(reels.map(({ id }, place) => [id, place]));
    for (const [name, row] of this.#kept.value) {
      const place = places.get(row.reelId);
      // A view lists more reels than are ever planned: the viewer has jumped away from any other.
      const isPast = place === undefined ? row.isPast || row.source !== requested : place < currentIndex;
      if (row.isPast === isPast) continue;
      this.#kept.value.set(name, { ...row, isPast });
      this.#kept.touch();
    }
  }

  total(): PredictionSums {
    return this.#rowsWithWaste.reduce(plus, nothing);
  }

  byReel(): Map<string, PredictionSums> {
    return this.#groupBy((row) => row.reelId);
  }

  bySource(): Map<string, PredictionSums> {
    return this.#groupBy((row) => row.source);
  }

  /** Adds the sums of earlier workers. */
  restore(): Promise<void> {
    return this.#kept.restore();
  }

  /** Called now and then, so that not every count causes a write. */
  save(): Promise<void> {
    // Without the stored rows it is unknown which files arrived during an earlier worker's life.
    if (this.#kept.isRestored) forgetReels(this.#kept.value, maxReels);
    return this.#kept.save();
  }

  /** Forgets the reels but keeps their sums. */
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
    for (const row of this.#rowsWithWaste) groups.set(nameOf(row), plus(groups.get(nameOf(row)) ?? nothing, row));
    return groups;
  }

  get #rowsWithWaste(): Row[] {
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

/** Merges the rows of all but the latest reels into one, as reels that the viewer is past. */
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

/** Whether more bytes were read or removed than arrived: the reel's earlier row has been merged already. */
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
