import * as v from 'valibot';
import type { Memory } from '../memory.ts';

/** Why something was fetched before anybody asked for it. */
export type Cause = { readonly reelId: string; readonly source: string };

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

type UnderWay = { readonly cause: Cause; readonly hasFailed: boolean };

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
const keptGivenUp = 500;
/** Reels that are too long ago to be told apart. */
const earlierReels = '(earlier)';

/**
 * What became of each file that was fetched on a guess, and of its bytes: used when a player read it, wasted when it went
 * unread. What is neither waits in the cache. A file counts once, however often its transfer is stopped and goes on.
 */
export class PredictionLedger {
  readonly #rows = new Map<string, Row>();
  readonly #underWay = new Map<string, UnderWay>();
  /** Why transfers were begun that have been given up: their first bytes may still be kept. */
  readonly #givenUp = new Map<string, Cause>();
  #restored: Promise<void> | undefined;
  #isChanged = false;

  constructor(readonly memory: Memory) {}

  /** A transfer begins, or begins again. */
  begun(key: string, cause: Cause): void {
    this.#givenUp.delete(key);
    if (!this.#underWay.has(key)) this.#add(cause, { underWay: 1 });
    this.#underWay.set(key, { cause: this.#underWay.get(key)?.cause ?? cause, hasFailed: false });
  }

  /** A transfer has failed; whether that is the end of it shows when nobody tries again. */
  failed(key: string): void {
    const { cause } = this.#underWay.get(key) ?? {};
    if (cause !== undefined) this.#underWay.set(key, { cause, hasFailed: true });
  }

  /** Its bytes are here, whatever becomes of them. */
  ended(key: string): void {
    const { cause } = this.#underWay.get(key) ?? {};
    if (cause !== undefined && this.#underWay.delete(key)) this.#add(cause, { underWay: -1 });
  }

  /** Closes the account of what nobody tries to get any more. */
  giveUp(isWanted: (key: string) => boolean): void {
    for (const [key, { cause, hasFailed }] of this.#underWay) {
      if (isWanted(key)) continue;
      this.ended(key);
      this.#add(cause, hasFailed ? { failed: 1 } : { cancelled: 1 });
      this.#givenUp.set(key, cause);
    }
    const tooMany = Math.max(0, this.#givenUp.size - keptGivenUp);
    for (const key of [...this.#givenUp.keys()].slice(0, tooMany)) this.#givenUp.delete(key);
  }

  /** The beginning of a file came on a guess, and nobody will go on with it. */
  partLost(key: string, bytes: number): void {
    const cause = this.#causeOf(key);
    if (cause !== undefined) this.#add(cause, { prefetchedBytes: bytes, wastedBytes: bytes });
  }

  /** A player goes on with a beginning that came on a guess; the file itself is then no guess any more. */
  partUsed(key: string, bytes: number): void {
    const cause = this.#causeOf(key);
    if (cause !== undefined) this.#add(cause, { prefetchedBytes: bytes, usedBytes: bytes });
  }

  prefetched(cause: Cause, bytes: number): void {
    this.#add(cause, { prefetchedBytes: bytes, arrived: 1 });
  }

  used(cause: Cause, bytes: number): void {
    this.#add(cause, { usedBytes: bytes, used: 1 });
  }

  wasted(cause: Cause, bytes: number): void {
    this.#add(cause, { wastedBytes: bytes, wasted: 1 });
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

  #causeOf(key: string): Cause | undefined {
    const cause = this.#underWay.get(key)?.cause ?? this.#givenUp.get(key);
    this.#givenUp.delete(key);
    return cause;
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
