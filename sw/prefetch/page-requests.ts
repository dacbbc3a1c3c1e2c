import type { ChosenFragment } from '../../src/shared/fragment.ts';
import type { ReelInView } from '../../src/shared/messages.ts';
import { type Identity, resourceOf } from '../decision/resource/resource.ts';
import type { CacheFiller } from './cache-filler.ts';
import type { Moments } from './moments.ts';
import type { Prefetcher } from './prefetcher.ts';
import type { PrefetchQueue } from './queue.ts';
import type { RequestedReels } from './requested-reels.ts';

export type PageRequestParts = {
  readonly requestedReels: RequestedReels;
  readonly prefetcher: Prefetcher;
  readonly queue: PrefetchQueue;
  readonly cacheFiller: CacheFiller;
  readonly moments: Moments;
  readonly network: { identity(): Promise<Identity> };
  readonly transfers: { settled(): Promise<void> };
  readonly work: { readonly timeoutMs: number };
  readonly log: { warn(message: string, cause: unknown): void };
};

/** What a page explicitly requests to be prefetched, independently of the plan. */
export class PageRequests {
  constructor(readonly parts: PageRequestParts) {}

  /** Prefetches these reels, wherever the view moves, until they are cached or the queue is cleared. */
  async prefetchReels(reels: readonly ReelInView[], viewerId: string): Promise<void> {
    await this.parts.requestedReels.request(reels, viewerId);
    await this.parts.prefetcher.replan();
  }

  /** Cancels all prefetches. Returns how many there were. */
  async clear(): Promise<number> {
    await this.parts.requestedReels.clear();
    return this.parts.queue.clear();
  }

  /** Prefetches these files. A failure is only logged: the file is fetched when a player requests it. */
  async prefetchFiles(urls: readonly string[]): Promise<void> {
    const { cacheFiller, network, log, transfers, work } = this.parts;
    const known = await network.identity();
    for (const url of urls) {
      const limit = AbortSignal.timeout(work.timeoutMs);
      await cacheFiller
        .ensureCached(resourceOf(url, null, known), null, limit)
        .catch((cause: unknown) => log.warn(`${url} could not be prefetched`, cause));
    }
    await transfers.settled();
  }

  prefetchMoment(reel: ReelInView, timeSeconds: number): Promise<ChosenFragment | null> {
    return this.parts.moments.prefetch(reel, timeSeconds);
  }
}
