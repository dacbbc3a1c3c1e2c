import type { ReelInView, View } from '../../../src/shared/messages.ts';
import { unknownDevice } from '../../../src/shared/unknown-device.ts';
import { createBehaviour } from '../../decision/viewer/behaviour-model.ts';
import { assessBehaviour } from '../../decision/viewer/viewer-class.ts';
import { addViewer, listViewers, updateViewer, type Viewers } from '../../decision/viewer/viewers.ts';
import { Api } from '../api.ts';
import { listEndpoints } from '../endpoints.ts';
import { EventHub } from '../event-hub.ts';
import type { ApiActions, FactSources, RequestedReel } from '../fact-sources.ts';
import { describeCurrentViewer, describeHealth, describeMetrics, describeOrigins, describeQueue } from '../facts.ts';
import { LiveConfig } from '../live-config.ts';
import { Router } from '../router.ts';

export const ownOrigin = 'https://feed.example';

export const ignore = () => undefined;

const reel = (id: string, place: number): ReelInView => ({
  id,
  place,
  url: `https://one.example/media/${id}/main.m3u8`,
  format: 'hls',
  poster: null,
  durationSeconds: 10,
  tags: [],
});

const view: View = {
  type: 'view',
  viewerId: 'watcher',
  atMs: 1000,
  visible: true,
  origins: [{ id: 'one', url: 'https://one.example/media/' }],
  reels: ['r0', 'r1', 'r2', 'r3'].map((id, index) => reel(id, 10 + index)),
  currentIndex: 1,
  playback: { positionSeconds: 1, bufferAheadSeconds: 8, bufferedToEnd: true, paused: false },
  throughputBps: 4e6,
  device: unknownDevice,
};

const latestOf = (read: () => View | undefined) => ({
  get latest() {
    return read();
  },
});
const listOf = (read: () => readonly RequestedReel[]) => ({
  get list() {
    return read();
  },
});

/** The API with a fake worker around it that keeps its state in plain variables. */
export class World {
  nowMs = 1_000_000;
  view: View | undefined = view;
  isStoreAvailable = true;
  viewers: Viewers = new Map();
  requested: readonly RequestedReel[] = [];
  savedConfig: unknown;
  clears = 0;
  endedSessions = 0;
  failures: unknown[] = [];
  readonly config = new LiveConfig(
    {
      read: () => Promise.resolve(this.savedConfig),
      write: (value) => {
        if (!this.isStoreAvailable) return Promise.reject(new Error('The store is away'));
        this.savedConfig = value;
        return Promise.resolve();
      },
    },
    (cause) => this.failures.push(cause),
  );
  readonly sources: FactSources = this.#makeSources();
  readonly events = new EventHub(
    {
      metrics: () => describeMetrics(this.sources),
      health: () => describeHealth(this.sources),
      behaviour: () => describeCurrentViewer(this.sources),
      queue: () => Promise.resolve(describeQueue(this.sources)),
      origins: () => Promise.resolve(describeOrigins(this.sources)),
    },
    this.nowMs,
    () => this.nowMs,
    (cause) => this.failures.push(cause),
  );
  readonly endpoints = listEndpoints(this.sources, this.#makeActions(), this.config, this.events, () => this.nowMs);
  readonly formerPages = new Set<string>();
  readonly api = new Api(new Router(this.endpoints, (cause) => this.failures.push(cause)), this.formerPages, async () =>
    this.events.changed(),
  );

  /** All state that a call could have changed, as JSON. */
  get state(): string {
    const { requested, savedConfig, clears, endedSessions } = this;
    const config = this.config.current;
    return JSON.stringify([listViewers(this.viewers), requested, savedConfig, config, clears, endedSessions]);
  }

  call(method: string, path: string, body?: BodyInit, type = 'application/json'): Promise<Response> {
    const headers = body === undefined ? {} : { 'content-type': type };
    const request = new Request(`${ownOrigin}${path}`, { method, headers, body: body ?? null });
    return this.api.answer({ request, clientId: 'page-1', waitUntil: ignore });
  }

  callJson(method: string, path: string, json: unknown): Promise<Response> {
    return this.call(method, path, JSON.stringify(json));
  }

  #makeActions(): ApiActions {
    return {
      requests: {
        prefetchReels: (reels, viewerId) => {
          this.requested = [...this.requested, ...reels.map((one) => ({ reel: one, viewerId }))];
          return Promise.resolve();
        },
        clear: () => {
          this.clears += 1;
          return Promise.resolve(3);
        },
      },
      signOut: {
        run: () => {
          if (!this.isStoreAvailable) return Promise.reject(new Error('The store is away'));
          this.endedSessions += 1;
          return Promise.resolve();
        },
      },
    };
  }

  #makeSources(): FactSources {
    const resource = { key: 'r2/main.m3u8', kind: 'manifest-or-playlist', urls: [], range: null } as const;
    const sums = {
      prefetchedBytes: 300,
      usedBytes: 200,
      wastedBytes: 50,
      arrived: 6,
      used: 4,
      wasted: 1,
      failed: 2,
      cancelled: 3,
      underWay: 1,
    };
    return {
      restore: () => Promise.resolve(),
      base: '',
      version: 'v1',
      startedAtMs: 1000,
      view: latestOf(() => this.view),
      viewers: {
        restore: () => Promise.resolve(),
        has: (id) => this.viewers.has(id),
        find: (id) => this.viewers.get(id) ?? createBehaviour(id, this.nowMs),
        assess: (id) =>
          assessBehaviour(this.viewers.get(id) ?? createBehaviour(id, this.nowMs), this.nowMs, this.config.current),
        add: (id) => Promise.resolve(this.#take(addViewer(this.viewers, id, this.nowMs, 3))),
      },
      planner: {
        observeAll: (id, signals) => {
          const rules = { analyzer: this.config.current.analyzer, isKnownReel: () => true };
          const before = this.viewers;
          for (const signal of signals) {
            const refused = this.#take(updateViewer(this.viewers, id, signal, this.nowMs, rules));
            if (refused === undefined) continue;
            this.viewers = before;
            return Promise.resolve(refused);
          }
          return Promise.resolve(undefined);
        },
        rest: 'nothing more: the next bytes are not worth their cost',
        expectSeconds: ({ durationSeconds }) => durationSeconds / 4,
      },
      queue: {
        waiting: [{ resource, reelId: 'r2', priority: 2, strategy: 'sequential', reason: 'next' }],
        running: [{ resource, reelId: 'r2', priority: 1, strategy: 'sequential', reason: 'next' }],
        counts: { completed: 3, failed: 1, cancelled: 2, retried: 1 },
      },
      prefetcher: {
        pages: [
          { kind: 'feed-page', path: `${ownOrigin}/feed.json`, missing: [], strategy: 'sequential', reason: 'near' },
        ],
        goals: [{ reelId: 'r2', seconds: 4, strategy: 'sequential', reason: 'next' }],
      },
      lanes: { restReason: null },
      requestedReels: listOf(() => this.requested),
      transfers: {
        status: () => [
          {
            key: 'r2/main.m3u8',
            priority: 'low',
            url: 'https://one.example/media/r2/main.m3u8',
            receivedBytes: 10,
            lengthBytes: 40,
            fillLevel: 0.25,
            elapsedMs: 12.5,
          },
        ],
      },
      origins: { idOf: () => 'one' },
      monitor: {
        status: () => [
          {
            base: 'https://one.example/media/',
            latencyMs: 20,
            bandwidthMbps: 30,
            reliability: 1,
            score: 10,
            health: 0.8,
            standing: 'good',
            activeTransfers: 1,
            servedTransfers: 4,
            failedTransfers: 0,
            measurements: 5,
          },
        ],
        counts: { requests: 5, failures: 1, failovers: 1, stalls: 0, resumptions: 0 },
      },
      deliveries: {
        restore: () => Promise.resolve(),
        counts: { memory: 1, store: 2, joined: 1, network: 0, bytesFromCache: 5000, foreseen: 2 },
        prefetchMs: [10, 20, 30],
        recent: [{ atMs: 5, path: 'r2/0.ts', reelId: 'r2', source: 'memory', originId: 'one', bytes: 500 }],
      },
      predictions: {
        restore: () => Promise.resolve(),
        total: () => sums,
        byReel: () => new Map([['r2', sums]]),
        bySource: () => new Map([['behaviour_class', sums]]),
      },
      readStorage: () =>
        Promise.resolve({
          usageBytes: 1,
          quotaBytes: 2,
          entries: null,
          accessedEntries: null,
          storedBytes: null,
          budgetBytes: null,
          memoryTierBytes: 3,
          memoryBudgetBytes: 4,
        }),
      state: { isAvailable: () => Promise.resolve(this.isStoreAvailable) },
      log: {
        level: 'warn',
        records: [{ atMs: 1, level: 'warn', message: 'Slow', facts: { url: 'https://one.example/' } }],
      },
    };
  }

  #take(update: { readonly viewers?: Viewers | undefined; readonly refused?: string | undefined }): string | undefined {
    this.viewers = update.viewers ?? this.viewers;
    return update.refused;
  }
}
