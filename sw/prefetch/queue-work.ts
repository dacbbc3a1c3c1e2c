import type { Config } from '../../src/shared/config.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { defaultRetryPolicy, isRetryable, retryDelayMs } from '../decision/origin/retry.ts';
import type { Wish } from '../decision/plan/wish.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { CacheFiller } from './cache-filler.ts';
import type { PageLookahead } from './page-lookahead.ts';
import type { QueueLimits, QueueWork } from './queue.ts';

export type QueueWorkParts = {
  readonly config: Pick<Config, 'prefetcher'>;
  readonly cacheFiller: CacheFiller;
  readonly pages: PageLookahead;
  readonly monitor: { rank(urls: readonly string[], priority: 'low'): readonly string[] };
  readonly origins: { baseOf(url: string): string };
  readonly random: () => number;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
};

/** Carries out the queue's wishes, and classifies their failures. */
export class PrefetchWork implements QueueWork {
  readonly wait: QueueWork['wait'];
  readonly nowMs: QueueWork['nowMs'];

  constructor(readonly parts: QueueWorkParts) {
    this.wait = parts.wait;
    this.nowMs = parts.nowMs;
  }

  run = ({ resource, reelId, strategy }: Wish, signal: AbortSignal): Promise<boolean> =>
    reelId === null
      ? this.parts.pages.prefetch(resource, signal).then(() => true)
      : this.parts.cacheFiller.ensureCached(resource, { reelId, source: strategy }, signal);

  originOf = ({ urls, key }: Resource): string => {
    const { monitor, origins } = this.parts;
    return origins.baseOf(monitor.rank(urls, 'low')[0] ?? urls[0] ?? key);
  };

  get timeoutMs(): number {
    return this.parts.config.prefetcher.prefetch_timeout * 1000;
  }

  retryDelayMs = (cause: unknown, attempt: number): number | null => {
    if (!(cause instanceof DownloadError)) return null;
    const policy = { ...defaultRetryPolicy, maxAttempts: this.parts.config.prefetcher.max_attempts };
    return retryDelayMs(cause, attempt, this.parts.random, policy);
  };

  wasRequestSent = (cause: unknown): boolean => !(cause instanceof DownloadError) || cause.wasRequestSent;

  mayRetryLater = (cause: unknown): boolean => cause instanceof DownloadError && isRetryable(cause);
}

/** Returns limits that follow the current configuration. */
export function queueLimits(config: Pick<Config, 'prefetcher' | 'origins'>): QueueLimits {
  return {
    get lanesPerOrigin() {
      return config.prefetcher.max_concurrent_per_origin;
    },
    get lanesPerReel() {
      return config.origins.max_parallel_per_reel;
    },
    get startsPerSecondPerOrigin() {
      return config.prefetcher.max_requests_per_second_per_origin;
    },
    get timeoutMs() {
      return config.prefetcher.prefetch_timeout * 1000;
    },
  };
}
