import * as v from 'valibot';
import { type ReelInView, reelInViewSchema } from '../../src/shared/messages.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

/** A request older than this is dropped: the page has found another way by then. */
const patienceMs = 10 * 60_000;
const maxRequested = 200;

const requestedReelSchema = v.object({ reel: reelInViewSchema, viewerId: v.string(), atMs: v.number() });
export type RequestedReel = v.InferOutput<typeof requestedReelSchema>;

const readRequested = readList(requestedReelSchema, maxRequested);

/** Reels that a page has explicitly requested. They stay wanted while the viewer moves on and the worker restarts. */
export class RequestedReels {
  readonly #kept: Kept<readonly RequestedReel[]>;

  constructor(
    memory: Memory,
    readonly nowMs: () => number,
  ) {
    this.#kept = new Kept<readonly RequestedReel[]>(memory, { empty: () => [], read: readRequested, merge: addReels });
  }

  get list(): readonly RequestedReel[] {
    // Entries from the future, left after the clock was set back, are dropped as well.
    return this.#kept.value.filter(({ atMs }) => Math.abs(this.nowMs() - atMs) <= patienceMs);
  }

  /** Returns the reels as goals for the prefetcher. */
  async wanted(seconds: number): Promise<readonly { readonly reel: ReelInView; readonly seconds: number }[]> {
    await this.restore();
    return this.list.map(({ reel }) => ({ reel, seconds }));
  }

  restore(): Promise<void> {
    return this.#kept.restore();
  }

  async request(reels: readonly ReelInView[], viewerId: string): Promise<void> {
    await this.restore();
    const atMs = this.nowMs();
    this.#kept.value = addReels(
      this.list,
      reels.map((reel) => ({ reel, viewerId, atMs })),
    );
    await this.#kept.save();
  }

  async markDone(reelId: string): Promise<void> {
    const { value } = this.#kept;
    const left = value.filter(({ reel }) => reel.id !== reelId);
    if (left.length === value.length) return;
    this.#kept.value = left;
    await this.#kept.save();
  }

  /** Drops all requests, for the life of this worker even if the memory cannot be cleared. */
  async clear(): Promise<void> {
    await this.forget().catch(() => undefined);
  }

  forget(): Promise<void> {
    return this.#kept.forget();
  }
}

function addReels(before: readonly RequestedReel[], more: readonly RequestedReel[]): RequestedReel[] {
  const byId = new Map([...before, ...more].map((requested) => [requested.reel.id, requested]));
  return [...byId.values()].slice(-maxRequested);
}
