import * as v from 'valibot';
import { type MediaSource, mediaHeaders, mediaSources } from '../../src/shared/media-headers.ts';
import { whole } from '../../src/shared/numbers.ts';
import { Kept, readAs } from '../kept.ts';
import type { Memory } from '../memory.ts';

export type DeliveryCounts = { readonly [S in MediaSource]: number } & {
  readonly bytesFromCache: number;
  /** Responses made from prefetched bytes, whether complete or still arriving. */
  readonly foreseen: number;
};

/** What a player requested, and when. */
export type Order = { readonly atMs: number; readonly path: string; readonly reelId: string | null };

export type Delivery = Order & {
  readonly source: MediaSource;
  readonly originId: string;
  /** Null if the length is unknown: the origin sent none and the transfer is not finished. */
  readonly bytes: number | null;
};

const maxTimes = 200;
const maxDeliveries = 200;
const countsSchema = v.object({
  memory: whole,
  store: whole,
  joined: whole,
  network: whole,
  bytesFromCache: whole,
  foreseen: whole,
});

const nothing: DeliveryCounts = { memory: 0, store: 0, joined: 0, network: 0, bytesFromCache: 0, foreseen: 0 };

/** Counts how players' requests were answered, and remembers the latest responses and prefetch durations. */
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

  /** Durations of the latest prefetches, oldest first. */
  get prefetchMs(): readonly number[] {
    return this.#prefetchMs;
  }

  /** The latest responses to players, oldest first. */
  get recent(): readonly Delivery[] {
    return this.#recent;
  }

  /** Counts a response to a player. One without a source header is not media and is ignored. */
  answered({ headers }: Response, order: Order): void {
    const named = headers.get(mediaHeaders.source);
    const source = mediaSources.find((name) => name === named);
    if (source === undefined) return;
    const isKept = source === 'memory' || source === 'store';
    const length = headers.get('content-length');
    const bytes = length === null ? null : Number(length);
    // A video element asks for all the rest of a file, of which the cache may have only the first part.
    const keptBytes = Number(headers.get(mediaHeaders.transferBytes) ?? Infinity);
    this.#add({ [source]: 1, bytesFromCache: isKept ? Math.min(bytes ?? 0, keptBytes) : 0 });
    const originId = decodeURI(headers.get(mediaHeaders.origin) ?? '');
    this.#recent.push({ ...order, source, originId, bytes });
    if (this.#recent.length > maxDeliveries) this.#recent.shift();
  }

  /** Counts a player's request for bytes that were prefetched or are being prefetched. */
  countPrefetchHit(): void {
    this.#add({ foreseen: 1 });
  }

  /** Forgets the latest responses. The counts stay, since they do not reveal who watched what. */
  forget(): void {
    this.#recent.length = 0;
  }

  prefetched(tookMs: number): void {
    this.#prefetchMs.push(Math.max(0, tookMs));
    if (this.#prefetchMs.length > maxTimes) this.#prefetchMs.shift();
  }

  /** Adds the counts of earlier workers. */
  restore(): Promise<void> {
    return this.#counts.restore();
  }

  /** Called now and then, so that not every count causes a write. */
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
