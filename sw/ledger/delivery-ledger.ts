import * as v from 'valibot';
import { type MediaSource, mediaHeaders, mediaSources } from '../../src/shared/media-headers.ts';
import { Kept, readAs } from '../kept.ts';
import type { Memory } from '../memory.ts';

export type DeliveryCounts = { readonly [S in MediaSource]: number } & {
  readonly bytesFromCache: number;
  /** Answers from bytes that a prefetch had brought or was bringing. */
  readonly foreseen: number;
};

/** What was asked for, and when. */
export type Order = { readonly atMs: number; readonly path: string; readonly reelId: string | null };

export type Delivery = Order & {
  readonly source: MediaSource;
  readonly originId: string;
  /** Null while a transfer goes on whose length the origin did not tell. */
  readonly bytes: number | null;
};

const maxTimes = 200;
const maxDeliveries = 200;
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const countsSchema = v.object({
  memory: count,
  store: count,
  joined: count,
  network: count,
  bytesFromCache: count,
  foreseen: count,
});

const nothing: DeliveryCounts = { memory: 0, store: 0, joined: 0, network: 0, bytesFromCache: 0, foreseen: 0 };

/** How players' requests were answered, and how long the latest prefetches took. */
export class DeliveryLedger {
  readonly #counts: Kept<DeliveryCounts>;
  readonly #prefetchMs: number[] = [];
  readonly #recent: Delivery[] = [];

  constructor(memory: Memory) {
    this.#counts = new Kept(memory, { empty: () => nothing, read: readAs(countsSchema), merge: plus });
  }

  get counts(): DeliveryCounts {
    return this.#counts.value;
  }

  /** The latest, oldest first. */
  get prefetchMs(): readonly number[] {
    return this.#prefetchMs;
  }

  /** The latest answers to players, oldest first. */
  get recent(): readonly Delivery[] {
    return this.#recent;
  }

  /** A player has been answered. Answers that do not say where they come from are not media. */
  answered({ headers }: Response, order: Order): void {
    const named = headers.get(mediaHeaders.source);
    const source = mediaSources.find((name) => name === named);
    if (source === undefined) return;
    const isKept = source === 'memory' || source === 'store';
    const length = headers.get('content-length');
    const bytes = length === null ? null : Number(length);
    this.#add({ [source]: 1, bytesFromCache: isKept ? (bytes ?? 0) : 0 });
    this.#recent.push({ ...order, source, originId: headers.get(mediaHeaders.origin) ?? '', bytes });
    if (this.#recent.length > maxDeliveries) this.#recent.shift();
  }

  /** A player asks for bytes that a prefetch has brought or is bringing. */
  foresaw(): void {
    this.#add({ foreseen: 1 });
  }

  /** Counts stay: they tell nothing of who watched what. */
  forget(): void {
    this.#recent.length = 0;
  }

  prefetched(tookMs: number): void {
    this.#prefetchMs.push(tookMs);
    if (this.#prefetchMs.length > maxTimes) this.#prefetchMs.shift();
  }

  /** Adds what was counted before this worker came to life. */
  restore(): Promise<void> {
    return this.#counts.restore();
  }

  /** Called now and then, so that counting never costs a write of its own. */
  save(): Promise<void> {
    return this.#counts.save();
  }

  #add(more: Partial<DeliveryCounts>): void {
    this.#counts.value = plus(this.counts, { ...nothing, ...more });
  }
}

function plus(a: DeliveryCounts, b: DeliveryCounts): DeliveryCounts {
  return {
    memory: a.memory + b.memory,
    store: a.store + b.store,
    joined: a.joined + b.joined,
    network: a.network + b.network,
    bytesFromCache: a.bytesFromCache + b.bytesFromCache,
    foreseen: a.foreseen + b.foreseen,
  };
}
