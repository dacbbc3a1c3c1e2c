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
import type { PredictionLedger } from './ledger/prediction-ledger.ts';
import type { TransferCauses } from './ledger/transfer-causes.ts';
import type { AskedReels } from './prefetch/asked-reels.ts';
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
    readonly causes: TransferCauses;
    readonly deliveries: DeliveryLedger;
    readonly predictions: PredictionLedger;
    readonly view: () => View | undefined;
    /** Brings a page of the feed or a file of the app. */
    readonly bringPage: (resource: Resource, signal: AbortSignal) => Promise<void>;
    readonly log: Log;
    readonly onChange: () => void;
    readonly nowMs: () => number;
  };

/** Makes what fetches in advance: the queue, its lanes, and what fills it. */
export function assemblePrefetch({ config, network, cache, planner, asked, log, ...around }: PrefetchSurroundings) {
  const { causes, deliveries, predictions, onChange, nowMs, wait } = around;
  const { identity, transfers, monitor } = network;

  const bring = async (resource: Resource, signal: AbortSignal): Promise<void> => {
    if (await cache.has(resource.key)) return cache.warm([resource.key]);
    const wish = queue.running.find(({ resource: { key } }) => key === resource.key);
    const { transfer, isNew } = network.join(resource, { purpose: 'prefetch', priority: 'low' });
    if (isNew && wish !== undefined && wish.reelId !== null) {
      const cause = { reelId: wish.reelId, source: wish.strategy };
      causes.prefetch(resource.key, cause, transfer.whole);
      predictions.begun(resource.key, cause);
    }
    const startedMs = nowMs();
    onChange();
    try {
      await transfer.readWhole(signal);
      deliveries.prefetched(nowMs() - startedMs);
    } catch (cause) {
      if (!isStopped(signal)) predictions.failed(resource.key);
      throw cause;
    } finally {
      onChange();
    }
  };
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
      run: (resource, signal) =>
        resource.kind === 'feed-page' || resource.kind === 'app-file'
          ? around.bringPage(resource, signal)
          : bring(resource, signal),
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
      const { transfer } = network.join(resource, { purpose: 'prefetch', priority: 'high' });
      return (await transfer.readWhole()).body.text();
    },
    bring: (resource) => bring(resource, patience()),
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
        await bring(resourceOf(url, null, known), patience()).catch((cause: unknown) => notBrought(url, cause));
      }
      await transfers.settled();
    },
    prefetchMoment: (reelId: string, timeSeconds: number) => moments.prefetch(reelId, timeSeconds),
  };
}

/** Whether it is no longer wanted, or has to wait. Nothing has failed then, as it has when the time for it is over. */
function isStopped({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === 'AbortError';
}
