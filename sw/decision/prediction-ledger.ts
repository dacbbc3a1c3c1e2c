import * as v from 'valibot';
import type { Access, ResourceId } from './strategies/strategy.ts';

const maxHistory = 100;
/** Arrived predictions that nobody has used yet; beyond this the oldest counts as failed. */
const maxWaiting = 1000;

export type PredictionCounters = {
  /** Predictions that were handed to the queue. */
  prefetchRequests: number;
  /** First accesses to bytes that a prefetch had brought or was bringing. */
  prefetchHits: number;
  /** Accesses that had to go to the network with no prefetch under way. */
  prefetchMisses: number;
  cacheHits: number;
  cacheMisses: number;
  /** Predictions whose bytes were used. To have arrived is not enough. */
  successfulPredictions: number;
  /** Predictions whose transfer failed, or whose bytes went away unused. */
  failedPredictions: number;
  /** Predictions that were taken back before their bytes had arrived. */
  cancelledPredictions: number;
};

const noCounts: PredictionCounters = {
  prefetchRequests: 0,
  prefetchHits: 0,
  prefetchMisses: 0,
  cacheHits: 0,
  cacheMisses: 0,
  successfulPredictions: 0,
  failedPredictions: 0,
  cancelledPredictions: 0,
};

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ledgerSchema = v.object({
  history: v.pipe(v.array(v.object({ resourceId: v.string(), atMs: v.number() })), v.maxLength(maxHistory)),
  waiting: v.pipe(v.array(v.string()), v.maxLength(maxWaiting)),
  counters: v.object({
    prefetchRequests: count,
    prefetchHits: count,
    prefetchMisses: count,
    cacheHits: count,
    cacheMisses: count,
    successfulPredictions: count,
    failedPredictions: count,
    cancelledPredictions: count,
  }),
});

/** Keeps account of every prediction from its admission until its bytes were used or lost. */
export class PredictionLedger {
  readonly #maxActive: number;
  /** Being transferred; true once somebody reads the bytes on their way. */
  readonly #active = new Map<ResourceId, boolean>();
  /** Arrived and not used yet, oldest first. */
  #waiting = new Set<ResourceId>();
  readonly #counters: PredictionCounters = { ...noCounts };
  #history: Access[] = [];
  #isClosed = false;

  /** A snapshot that cannot be read is as none. Transfers do not survive a restart, so it holds no active ones. */
  constructor(maxActive: number, snapshot?: unknown) {
    this.#maxActive = maxActive;
    const parsed = v.safeParse(ledgerSchema, snapshot);
    if (!parsed.success) return;
    this.#history = parsed.output.history;
    this.#waiting = new Set(parsed.output.waiting);
    Object.assign(this.#counters, parsed.output.counters);
  }

  get history(): readonly Access[] {
    return this.#history;
  }

  get active(): readonly ResourceId[] {
    return [...this.#active.keys()];
  }

  get counters(): Readonly<PredictionCounters> {
    return { ...this.#counters };
  }

  /** The requests to start now: in their order, none that is active or cached, and no more than there is room for. */
  admit<R extends { readonly resourceId: ResourceId }>(
    requests: readonly R[],
    isCached: (resourceId: ResourceId) => boolean,
  ): R[] {
    const admitted: R[] = [];
    if (this.#isClosed) return admitted;
    for (const request of requests) {
      if (this.#active.size >= this.#maxActive) break;
      if (this.#active.has(request.resourceId) || isCached(request.resourceId)) continue;
      // Arrived once and not cached any more: it went away without anybody saying so.
      this.recordEviction(request.resourceId);
      this.#active.set(request.resourceId, false);
      this.#counters.prefetchRequests++;
      admitted.push(request);
    }
    return admitted;
  }

  /** A transfer has ended. */
  settle(resourceId: ResourceId, outcome: 'arrived' | 'failed' | 'cancelled'): void {
    const isUsed = this.#active.get(resourceId);
    if (isUsed === undefined) return;
    this.#active.delete(resourceId);
    if (outcome === 'failed') this.#counters.failedPredictions++;
    else if (outcome === 'cancelled') this.#counters.cancelledPredictions++;
    else if (isUsed) this.#counters.successfulPredictions++;
    else this.#wait(resourceId);
  }

  /** The viewer, or the page for the viewer, asked for a resource. */
  recordAccess(access: Access, isCached: boolean): void {
    const { resourceId } = access;
    this.#history = [...this.#history.slice(1 - maxHistory), access];
    this.#counters[isCached ? 'cacheHits' : 'cacheMisses']++;
    if (this.#waiting.delete(resourceId)) {
      this.#counters.prefetchHits++;
      this.#counters.successfulPredictions++;
    } else if (this.#active.get(resourceId) === false) {
      this.#active.set(resourceId, true);
      this.#counters.prefetchHits++;
    } else if (!isCached && !this.#active.has(resourceId)) {
      this.#counters.prefetchMisses++;
    }
  }

  /** An entry left the cache. */
  recordEviction(resourceId: ResourceId): void {
    if (this.#waiting.delete(resourceId)) this.#counters.failedPredictions++;
  }

  /** Admits nothing from now on, and names the transfers that are to be aborted. */
  close(): readonly ResourceId[] {
    this.#isClosed = true;
    const active = this.active;
    for (const resourceId of active) this.settle(resourceId, 'cancelled');
    return active;
  }

  /** Plain JSON for the constructor: the account as it stands if everything under way is lost now. */
  snapshot(): v.InferOutput<typeof ledgerSchema> {
    const cancelledPredictions = this.#counters.cancelledPredictions + this.#active.size;
    const counters = { ...this.#counters, cancelledPredictions };
    return { history: [...this.#history], waiting: [...this.#waiting], counters };
  }

  #wait(resourceId: ResourceId): void {
    this.#waiting.delete(resourceId);
    this.#waiting.add(resourceId);
    const [oldest] = this.#waiting;
    if (this.#waiting.size > maxWaiting && oldest !== undefined) this.recordEviction(oldest);
  }
}
