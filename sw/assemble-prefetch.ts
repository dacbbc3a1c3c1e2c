import type { Config } from '../src/shared/config.ts';
import type { View } from '../src/shared/messages.ts';
import { assembleLanes, type LaneSurroundings } from './assemble-lanes.ts';
import type { Network } from './assemble-network.ts';
import type { MediaCache } from './cache/media-cache.ts';
import { DownloadError } from './decision/origin/download-error.ts';
import { type Resource, resourceOf } from './decision/resource/resource.ts';
import { defaultRetryPolicy, isWorthRetry, retryDelayMs } from './decision/origin/retry.ts';
import { withinReach } from './decision/plan/transfer-policy.ts';
import type { DeliveryLedger } from './ledger/delivery-ledger.ts';
import type { Log } from './ledger/log.ts';
import type { Lives } from './lives.ts';
import type { AskedReels } from './prefetch/asked-reels.ts';
import { Bringer } from './prefetch/bringer.ts';
import { Moments } from './prefetch/moments.ts';
import type { Planner } from './prefetch/planner.ts';
import { Prefetcher, type PrefetcherParts } from './prefetch/prefetcher.ts';
import { PrefetchQueue } from './prefetch/queue.ts';
import type { RenditionChoices } from './prefetch/rendition-choices.ts';

export type PrefetchSurroundings = Pick<PrefetcherParts, 'pages'> &
  Pick<LaneSurroundings, 'navigator' | 'watchSeconds' | 'wait'> & {
    readonly config: Config;
    readonly restoreSettings: () => Promise<unknown>;
    readonly network: Network;
    readonly cache: MediaCache;
    readonly planner: Planner;
    readonly choices: RenditionChoices;
    readonly asked: AskedReels;
    readonly lives: Lives;
    readonly deliveries: DeliveryLedger;
    readonly view: () => View | undefined;
    /** Brings a page of the feed or a file of the app. */
    readonly bringPage: (resource: Resource, signal: AbortSignal) => Promise<void>;
    readonly log: Log;
    readonly onChange: () => void;
    readonly nowMs: () => number;
  };

/** Makes what fetches in advance: the queue, its lanes, and what fills it. */
export function assemblePrefetch({ config, network, cache, planner, asked, log, ...around }: PrefetchSurroundings) {
  const { deliveries, lives, onChange, nowMs, wait } = around;
  const { identity, transfers, monitor } = network;
  const bringer = new Bringer({
    cache,
    fetchWhole: async (resource, cause, signal) => {
      const renews = await cache.peek(resource.key);
      const { transfer } = network.join(resource, { purpose: 'prefetch', cause, priority: 'low', renews });
      await transfer.readWhole(signal);
    },
    onFetched: (tookMs) => deliveries.prefetched(tookMs),
    onChange,
    nowMs,
  });
  const patience = () => AbortSignal.timeout(config.prefetcher.prefetch_timeout * 1000);
  const notBrought = (what: string, cause: unknown) =>
    log.write('warn', `Not prefetched: ${what}`, { cause: String(cause) });

  const queue: PrefetchQueue = new PrefetchQueue(
    {
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
    },
    {
      run: ({ resource, reelId, strategy }, signal) =>
        reelId === null
          ? around.bringPage(resource, signal)
          : bringer.bring(resource, { reelId, source: strategy }, signal),
      originOf: ({ urls, key }) => network.origins.baseOf(monitor.rank(urls, 'low')[0] ?? urls[0] ?? key),
      retryDelayMs: (cause, attempt) => {
        if (!(cause instanceof DownloadError)) return null;
        const policy = { ...defaultRetryPolicy, maxAttempts: config.prefetcher.max_attempts };
        return retryDelayMs(cause, attempt, Math.random, policy);
      },
      wasAsked: (cause) => !(cause instanceof DownloadError) || cause.wasAsked,
      mayComeLater: (cause) => cause instanceof DownloadError && isWorthRetry(cause),
      wait,
      nowMs,
    },
    lives,
  );
  const { lanes, see } = assembleLanes({ config, cache, queue, ...around });
  const prefetcher = new Prefetcher({
    queue,
    identity,
    choose: () => planner.chooseAhead(),
    readText: async (key) => {
      const text = await (await cache.peek(key))?.body.text();
      if (text !== undefined) await network.learn(text, key);
      return text;
    },
    decide: async (seen, reels) => {
      await around.restoreSettings();
      return withinReach(await planner.decide(seen, reels), seen, lanes.limits.maxReelsAhead);
    },
    pages: around.pages,
    asked: async () => {
      await asked.restore();
      return asked.list.map(({ reel }) => ({ reel, seconds: config.player.buffer_target }));
    },
    onAskedDone: (reelId) => void asked.done(reelId),
    onUnreadable: (reelId, cause) => log.write('warn', `Reel ${reelId} cannot be planned`, { cause: String(cause) }),
  });
  const moments = new Moments({
    view: around.view,
    identity,
    choices: around.choices,
    readText: async (resource) => {
      const kept = await cache.peek(resource.key);
      if (kept !== undefined) return kept.body.text();
      const { transfer } = network.join(resource, { purpose: 'prefetch', cause: null, priority: 'high' });
      return (await transfer.readWhole()).body.text();
    },
    bring: (resource) => bringer.bring(resource, null, patience()),
    replicas: (known) => monitor.replicas(known),
    onFailure: (reelId, cause) => notBrought(`a moment of ${reelId}`, cause),
  });

  return {
    queue,
    lanes,
    prefetcher,
    seeCircumstances: see,
    /** What cannot be had is fetched when a player asks for it. */
    prefetchChunks: async (urls: readonly string[]): Promise<void> => {
      const known = await identity();
      for (const url of urls) {
        await bringer
          .bring(resourceOf(url, null, known), null, patience())
          .catch((cause: unknown) => notBrought(url, cause));
      }
      await transfers.settled();
    },
    prefetchMoment: (reelId: string, timeSeconds: number) => moments.prefetch(reelId, timeSeconds),
  };
}
