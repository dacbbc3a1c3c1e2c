import * as v from 'valibot';
import { logLevels, priorityNames, viewerClasses } from './config.ts';
import { mediaSources } from './media-headers.ts';

/** The worker's facts, as its API returns them and its events carry them. The names include the units. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const viewerSchema = v.object({
  user_id: v.string(),
  class: v.picklist(viewerClasses),
  confidence: share,
  samples: count,
  averages: v.object({ scroll_speed: v.nullable(amount), watch_time: v.nullable(amount), engagement: share }),
  counts: v.object({ watches: count, scrolls: count, interactions: count }),
  session: v.object({ number: count, started_at_ms: amount, last_signal_at_ms: amount }),
  current_reel: v.nullable(v.string()),
  direction: v.picklist([1, -1]),
  prefetch_count: count,
  priority: v.picklist(priorityNames),
  reason: v.string(),
});

const wishSchema = v.object({
  key: v.string(),
  kind: v.string(),
  /** Null for a file of the page, which belongs to no reel. */
  reel_id: v.nullable(v.string()),
  /** Lower goes first. */
  priority: v.number(),
  reason: v.string(),
});

const transferSchema = v.object({
  key: v.string(),
  priority: v.picklist(['high', 'low']),
  /** Null until an origin has answered. */
  origin: v.nullable(v.string()),
  received_bytes: count,
  /** Null while unknown; `fill` is 0 then. */
  length_bytes: v.nullable(count),
  fill: share,
  elapsed_ms: amount,
});

export const queueSchema = v.object({
  /** The next wishes; `waiting_count` counts all of them. */
  waiting: v.array(wishSchema),
  waiting_count: count,
  running: v.array(wishSchema),
  counts: v.object({ completed: count, failed: count, cancelled: count, retried: count }),
  /** Reels worth prefetching now, the most worthwhile first. */
  plan: v.array(v.object({ reel_id: v.string(), seconds: amount, reason: v.string() })),
  /** What the page will request besides its reels: the feed's next page, files of another view. */
  pages: v.array(v.object({ path: v.string(), is_here: v.boolean(), reason: v.string() })),
  /** Why nothing further is planned; empty before there is a plan. */
  rest: v.string(),
  /** Reels that a page has explicitly asked to prefetch and that have not arrived yet. */
  asked: v.array(v.object({ reel_id: v.string(), user_id: v.string() })),
  /** How long each reel in view is likely to be watched, by its feed's `retention` and this viewer's behaviour. */
  watch: v.array(v.object({ reel_id: v.string(), seconds: amount })),
});

export const originSchema = v.object({
  id: v.string(),
  url: v.string(),
  score: amount,
  health: share,
  latency_ms: amount,
  bandwidth_mbps: amount,
  reliability: share,
  active_transfers: count,
  served_transfers: count,
  failed_transfers: count,
  /** Number of recent measurements, at most ten. */
  measurements: count,
  /** `shaky`: used with care after failures; `open`: not used at all for now. */
  standing: v.picklist(['good', 'shaky', 'open']),
});

const byteSumsSchema = v.object({ prefetched_bytes: amount, used_bytes: amount, wasted_bytes: amount });

const predictionsSchema = v.object({
  /** Files requested speculatively. Those without an outcome yet are in flight, or cached and unread. */
  prefetch_requests: count,
  /** A player has read the bytes; their arrival alone does not count. */
  successful_predictions: count,
  /** The transfer failed, or the bytes were removed unread. */
  failed_predictions: count,
  /** The file was no longer wanted before its bytes arrived. */
  cancelled_predictions: count,
});

export const metricsSchema = v.object({
  prefetch: v.object({
    completed: count,
    failed: count,
    cancelled: count,
    retried: count,
    success_rate: v.nullable(share),
    response_ms: v.object({ median: v.nullable(amount), p95: v.nullable(amount), samples: count }),
  }),
  /** Null until a page has shown its feed. */
  behaviour: v.nullable(viewerSchema),
  /** How media requests from players were answered. */
  cache: v.object({
    memory: count,
    store: count,
    joined: count,
    network: count,
    hit_rate: v.nullable(share),
    bytes_from_cache: amount,
  }),
  predictions: v.object({
    ...predictionsSchema.entries,
    /** Responses to players with and without bytes that a prefetch had fetched or was fetching. */
    prefetch_hits: count,
    prefetch_misses: count,
    cache_hits: count,
    cache_misses: count,
    by_strategy: v.record(v.string(), predictionsSchema),
  }),
  /** What became of the bytes that were fetched speculatively. */
  bytes: v.object({
    ...byteSumsSchema.entries,
    by_reel: v.record(v.string(), byteSumsSchema),
    by_source: v.record(v.string(), byteSumsSchema),
  }),
  origins: v.array(originSchema),
  storage: v.object({
    usage_bytes: v.nullable(amount),
    quota_bytes: v.nullable(amount),
    entries: v.nullable(count),
    /** Entries that were read since they were stored. */
    accessed_entries: v.nullable(count),
    stored_bytes: v.nullable(amount),
    /** Null while unknown, and when there is no room. */
    budget_bytes: v.nullable(amount),
    memory_tier_bytes: amount,
    memory_budget_bytes: amount,
    in_flight_bytes: amount,
  }),
});

export const healthSchema = v.object({
  status: v.picklist(['ok', 'degraded']),
  version: v.string(),
  started_at_ms: amount,
  store: v.picklist(['ok', 'away']),
  origins: v.object({ known: count, usable: count }),
  has_feed: v.boolean(),
});

const deliverySchema = v.object({
  at_ms: amount,
  /** Path below the origin, without the query. */
  path: v.string(),
  /** Null when the file belongs to no reel that was in view. */
  reel_id: v.nullable(v.string()),
  source: v.picklist(mediaSources),
  origin: v.string(),
  /** Null while unknown. */
  bytes: v.nullable(count),
});

export const statusSchema = v.object({
  /** The latest report from a page; null before the first one. */
  player: v.nullable(
    v.object({
      user_id: v.string(),
      reel_id: v.nullable(v.string()),
      at_ms: amount,
      visible: v.boolean(),
      paused: v.boolean(),
      position_seconds: amount,
      buffer_ahead_seconds: amount,
      buffered_to_end: v.boolean(),
      throughput_bps: v.nullable(amount),
    }),
  ),
  transfers: v.array(transferSchema),
  downloads: v.object({ active: count, requests: count, failures: count, stalls: count, resumptions: count }),
  failovers: count,
  origins: v.array(originSchema),
  /** The latest responses to players, oldest first. */
  deliveries: v.array(deliverySchema),
});

export const logsSchema = v.object({
  level: v.picklist(logLevels),
  records: v.array(
    v.object({
      at_ms: amount,
      level: v.picklist(logLevels),
      message: v.string(),
      facts: v.record(v.string(), v.unknown()),
    }),
  ),
});

export const configSchema = v.object({
  config: v.record(v.string(), v.unknown()),
  keys: v.array(v.object({ key: v.string(), default: v.unknown(), allowed: v.string(), meaning: v.string() })),
});

export type ConfigFacts = v.InferOutput<typeof configSchema>;
export type ViewerFacts = v.InferOutput<typeof viewerSchema>;
export type QueueFacts = v.InferOutput<typeof queueSchema>;
export type OriginFacts = v.InferOutput<typeof originSchema>;
export type MetricsFacts = v.InferOutput<typeof metricsSchema>;
export type HealthFacts = v.InferOutput<typeof healthSchema>;
export type StatusFacts = v.InferOutput<typeof statusSchema>;
export type DeliveryFacts = v.InferOutput<typeof deliverySchema>;
export type LogFacts = v.InferOutput<typeof logsSchema>;

const facts = { type: v.literal('facts'), id: v.string() } as const;
/**
 * Events that the worker posts to a listening page, at most four times a second for each topic and only after a change.
 * Each event carries the full state of its topic, so a lost event does no harm.
 */
const workerEventSchema = v.variant('topic', [
  v.object({ ...facts, topic: v.literal('metrics'), data: metricsSchema }),
  v.object({ ...facts, topic: v.literal('health'), data: healthSchema }),
  v.object({ ...facts, topic: v.literal('behaviour'), data: v.nullable(viewerSchema) }),
  v.object({ ...facts, topic: v.literal('queue'), data: queueSchema }),
  v.object({ ...facts, topic: v.literal('origins'), data: v.array(originSchema) }),
]);
export type WorkerEvent = v.InferOutput<typeof workerEventSchema>;
export type Topic = WorkerEvent['topic'];
export type TopicFacts = { readonly [T in Topic]: Extract<WorkerEvent, { topic: T }>['data'] };

/** Returns undefined if the data is not an event of the worker. */
export function readWorkerEvent(data: unknown): WorkerEvent | undefined {
  const parsed = v.safeParse(workerEventSchema, data);
  return parsed.success ? parsed.output : undefined;
}
