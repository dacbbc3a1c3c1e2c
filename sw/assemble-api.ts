import type { View } from '../src/shared/messages.ts';
import { Api } from './api/api.ts';
import { listEndpoints } from './api/endpoints.ts';
import { EventHub } from './api/event-hub.ts';
import type { ApiActions, FactSources } from './api/fact-sources.ts';
import { describeCurrentViewer, describeHealth, describeMetrics, describeOrigins, describeQueue } from './api/facts.ts';
import type { LiveConfig } from './api/live-config.ts';
import { Router } from './api/router.ts';
import type { MediaCache } from './cache/media-cache.ts';
import type { StateStore } from './cache/state.ts';
import type { TransferLimits } from './decision/plan/transfer-policy.ts';
import type { DeliveryLedger } from './ledger/delivery-ledger.ts';
import type { Log } from './ledger/log.ts';
import type { PredictionLedger } from './ledger/prediction-ledger.ts';
import type { KnownOrigins } from './origins/known-origins.ts';
import type { NetworkMonitor } from './origins/network-monitor.ts';
import type { TransferTable } from './origins/transfer-table.ts';
import type { AskedReels } from './prefetch/asked-reels.ts';
import type { BehaviourMemory } from './prefetch/behaviour-memory.ts';
import type { Planner } from './prefetch/planner.ts';
import type { Prefetcher } from './prefetch/prefetcher.ts';
import type { PrefetchQueue } from './prefetch/queue.ts';

/** A store that has not answered by then is as good as away. */
const storePatienceMs = 1000;

export type ApiSurroundings = {
  readonly version: string;
  readonly base: string;
  readonly nowMs: () => number;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly storage: StorageManager;
  readonly view: () => View | undefined;
  readonly settings: LiveConfig;
  readonly log: Log;
  readonly behaviour: BehaviourMemory;
  readonly queue: PrefetchQueue;
  readonly limits: () => TransferLimits;
  readonly planner: Planner;
  readonly prefetcher: Prefetcher;
  readonly asked: AskedReels;
  readonly transfers: TransferTable;
  readonly origins: KnownOrigins;
  readonly monitor: NetworkMonitor;
  readonly deliveries: DeliveryLedger;
  readonly predictions: PredictionLedger;
  readonly cache: MediaCache;
  readonly state: StateStore;
  /** Nothing of the viewer's goes on or is remembered: no saving, no transfer, no page of the feed, no habit. */
  readonly forgetViewer: () => Promise<void>;
};

/** Makes the API and tells it where the worker's facts are. */
export function assembleApi(parts: ApiSurroundings): { api: Api; events: EventHub } {
  const { nowMs, view, log, behaviour, queue, prefetcher, asked, transfers, monitor, cache } = parts;
  const startedAtMs = Math.floor(nowMs());

  const sources: FactSources = {
    version: parts.version,
    base: parts.base,
    startedAtMs,
    view,
    log,
    queue,
    viewers: {
      restore: () => behaviour.restore(),
      has: (id) => behaviour.has(id),
      find: (id) => behaviour.find(id),
      assess: (id) => behaviour.assess(id),
      add: (id) => behaviour.add(id),
      observeAll: (id, signals) => parts.planner.observeAll(id, signals),
    },
    goals: () => prefetcher.goals,
    pages: () => prefetcher.pages,
    rest: () => {
      const { isLimited, reason } = parts.limits();
      return isLimited ? reason : parts.planner.rest;
    },
    asked: () => asked.list,
    transfers: () => transfers.status(),
    origins: { status: () => monitor.status(), counts: monitor.counts, idOf: (url) => parts.origins.idOf(url) },
    deliveries: parts.deliveries,
    predictions: parts.predictions,
    readStorage: async () => {
      const estimate: StorageEstimate = await parts.storage.estimate().catch(() => ({}));
      const { total, accessed, usedBytes, budgetBytes, memoryBytes, memoryBudgetBytes } = cache.statistics;
      return {
        usageBytes: estimate.usage ?? null,
        quotaBytes: estimate.quota ?? null,
        entries: total,
        accessedEntries: accessed,
        storedBytes: usedBytes,
        budgetBytes: budgetBytes === 0 ? null : budgetBytes,
        memoryTierBytes: memoryBytes,
        memoryBudgetBytes,
      };
    },
    isStoreThere: () => {
      const answer = parts.state.read('config').then(
        () => true,
        () => false,
      );
      return Promise.race([answer, parts.wait(storePatienceMs).then(() => false)]);
    },
  };

  const clear = async () => {
    await asked.clear();
    const cancelled = queue.waiting.length + queue.running.length;
    queue.clear();
    return cancelled;
  };
  const actions: ApiActions = {
    askFor: async (reels, viewerId) => {
      await asked.ask(reels, viewerId);
      await prefetcher.replan();
    },
    clearPrefetches: clear,
    endSession: async () => {
      // Which bytes were meant for this viewer alone is known to nobody when addresses are signed: none may stay.
      // What could bring bytes back goes first.
      try {
        await Promise.all([clear(), parts.forgetViewer()]);
      } finally {
        await cache.purge();
      }
    },
  };

  const onFailure = (cause: unknown) => log.write('error', 'The API failed', { cause: String(cause) });
  const events = new EventHub(
    {
      metrics: () => describeMetrics(sources),
      health: () => describeHealth(sources),
      behaviour: () => describeCurrentViewer(sources),
      queue: async () => describeQueue(sources),
      origins: async () => describeOrigins(sources),
    },
    startedAtMs,
    nowMs,
    onFailure,
  );
  const router = new Router(listEndpoints(sources, actions, parts.settings, events, nowMs), onFailure, parts.base);
  const afterChange = async () => {
    events.changed();
    await Promise.all([queue.settled(), transfers.settled()]);
    events.changed();
  };
  return { api: new Api(router, afterChange), events };
}
