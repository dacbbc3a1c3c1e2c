import type {
  HealthFacts,
  LogFacts,
  MetricsFacts,
  OriginFacts,
  QueueFacts,
  StatusFacts,
  ViewerFacts,
} from '../../src/shared/events.ts';
import type { View } from '../../src/shared/messages.ts';
import type { Wish } from '../decision/plan/wish.ts';
import type { BehaviourModel } from '../decision/viewer/behaviour-model.ts';
import type { BehaviourAssessment } from '../decision/viewer/viewer-class.ts';
import type { FactSources, PredictionSums } from './fact-sources.ts';
import { inSnakeCase } from './snake-case.ts';

const shownWishes = 50;

/** Returns a reader of these facts. A worker that has just started restores them first. */
export function readerOf<T>(
  sources: FactSources,
  describe: (sources: FactSources) => T | Promise<T>,
): () => Promise<T> {
  return async () => {
    await sources.restore();
    return describe(sources);
  };
}

export function describeViewer(model: BehaviourModel, assessed: BehaviourAssessment): ViewerFacts {
  const { viewerId, watches, scrolls, interactions, session, lastSignalAtMs, currentReelId } = model;
  const { viewerClass, scrollSpeedReelsPerSecond, watchSecondsPerReel, engagement, ...judged } = assessed;
  return {
    user_id: viewerId,
    class: viewerClass,
    ...inSnakeCase(judged),
    averages: { scroll_speed: scrollSpeedReelsPerSecond, watch_time: watchSecondsPerReel, engagement },
    counts: { watches: watches.length, scrolls: scrolls.length, interactions: interactions.length },
    session: inSnakeCase({ ...session, lastSignalAtMs }),
    current_reel: currentReelId,
  };
}

/** Describes the viewer of the latest view; null if there was none. */
export async function describeCurrentViewer({ view, viewers }: FactSources): Promise<ViewerFacts | null> {
  await viewers.restore();
  const id = view.latest?.viewerId;
  return id === undefined ? null : describeViewer(viewers.find(id), viewers.assess(id));
}

export function describeQueue({ queue, prefetcher, lanes, planner, requestedReels, view }: FactSources): QueueFacts {
  const waiting = queue.waiting.toSorted((a, b) => a.priority - b.priority);
  return {
    waiting: waiting.slice(0, shownWishes).map(describeWish),
    waiting_count: waiting.length,
    running: queue.running.map(describeWish),
    counts: { ...queue.counts },
    plan: prefetcher.goals.map(({ reelId, seconds, reason }) => ({ reel_id: reelId, seconds, reason })),
    pages: prefetcher.pages.map(({ path, missing, reason }) => ({ path, is_here: missing.length === 0, reason })),
    rest: lanes.restReason ?? planner.rest,
    asked: requestedReels.list.map(({ reel, viewerId }) => ({ reel_id: reel.id, user_id: viewerId })),
    watch: view.latest?.reels.map((reel) => ({ reel_id: reel.id, seconds: planner.expectSeconds(reel) })) ?? [],
  };
}

function describeWish({ resource, reelId, priority, reason }: Wish): QueueFacts['running'][number] {
  return { key: resource.key, kind: resource.kind, reel_id: reelId, priority, reason };
}

export function describeOrigins({ monitor, origins }: FactSources): OriginFacts[] {
  return monitor.status().map(({ base, ...measured }) => ({
    id: origins.idOf(base),
    url: base,
    ...inSnakeCase(measured),
  }));
}

export async function describeMetrics(sources: FactSources): Promise<MetricsFacts> {
  const { queue, deliveries, predictions, transfers, readStorage } = sources;
  const [behaviour, storage] = await Promise.all([
    describeCurrentViewer(sources),
    readStorage(),
    deliveries.restore(),
    predictions.restore(),
  ]);
  const { completed, failed } = queue.counts;
  const { memory, store, joined, network, bytesFromCache, foreseen } = deliveries.counts;
  return {
    prefetch: {
      ...queue.counts,
      success_rate: shareOf(completed, completed + failed),
      response_ms: describeTimes(deliveries.prefetchMs),
    },
    behaviour,
    cache: {
      memory,
      store,
      joined,
      network,
      hit_rate: shareOf(memory + store, memory + store + joined + network),
      bytes_from_cache: bytesFromCache,
    },
    predictions: {
      ...describePredictions(predictions.total()),
      prefetch_hits: foreseen,
      prefetch_misses: network,
      cache_hits: memory + store,
      cache_misses: joined + network,
      by_strategy: describeGroups(predictions.bySource(), describePredictions),
    },
    bytes: {
      ...describeBytes(predictions.total()),
      by_reel: describeGroups(predictions.byReel(), describeBytes),
      by_source: describeGroups(predictions.bySource(), describeBytes),
    },
    origins: describeOrigins(sources),
    storage: {
      ...inSnakeCase(storage),
      in_flight_bytes: transfers.status().reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
    },
  };
}

export async function describeHealth(sources: FactSources): Promise<HealthFacts> {
  const isStoreAvailable = await sources.state.isAvailable();
  const standings = sources.monitor.status().map(({ standing }) => standing);
  const usable = standings.filter((standing) => standing !== 'open').length;
  const isWell = isStoreAvailable && (standings.length === 0 || usable > 0);
  return {
    status: isWell ? 'ok' : 'degraded',
    version: sources.version,
    started_at_ms: sources.startedAtMs,
    store: isStoreAvailable ? 'ok' : 'away',
    origins: { known: standings.length, usable },
    has_feed: sources.view.latest !== undefined,
  };
}

export function describeStatus(sources: FactSources): StatusFacts {
  const { view, monitor, origins } = sources;
  const seen = view.latest;
  const transfers = sources.transfers.status();
  const { requests, failures, stalls, resumptions, failovers } = monitor.counts;
  return {
    player: seen === undefined ? null : describePlayer(seen),
    transfers: transfers.map(({ url, fillLevel, ...transfer }) => ({
      ...inSnakeCase(transfer),
      origin: url === null ? null : origins.idOf(url),
      fill: fillLevel,
    })),
    downloads: { active: transfers.length, requests, failures, stalls, resumptions },
    failovers,
    origins: describeOrigins(sources),
    deliveries: sources.deliveries.recent.map(({ originId, ...delivery }) => ({
      ...inSnakeCase(delivery),
      origin: originId,
    })),
  };
}

function describePlayer({ viewerId, atMs, visible, reels, currentIndex, playback, throughputBps }: View) {
  const { playlistUrl: _playlistUrl, ...playing } = playback;
  return {
    user_id: viewerId,
    reel_id: reels[currentIndex]?.id ?? null,
    ...inSnakeCase({ atMs, visible, throughputBps, ...playing }),
  };
}

export function describeLog({ log }: FactSources): LogFacts {
  return { level: log.level, records: log.records.map(inSnakeCase) };
}

function describeBytes({ prefetchedBytes, usedBytes, wastedBytes }: PredictionSums) {
  return inSnakeCase({ prefetchedBytes, usedBytes, wastedBytes });
}

/** A file that was evicted unread counts as a failed prediction, like one that never arrived. */
function describePredictions({ arrived, used, wasted, failed, cancelled, underWay }: PredictionSums) {
  return {
    prefetch_requests: arrived + failed + cancelled + underWay,
    successful_predictions: used,
    failed_predictions: failed + wasted,
    cancelled_predictions: cancelled,
  };
}

function describeGroups<D>(groups: ReadonlyMap<string, PredictionSums>, describe: (sums: PredictionSums) => D) {
  return Object.fromEntries([...groups].map(([name, sums]) => [name, describe(sums)]));
}

function describeTimes(timesMs: readonly number[]): MetricsFacts['prefetch']['response_ms'] {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
  return { median: at(0.5), p95: at(0.95), samples: sorted.length };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
