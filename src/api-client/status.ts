import type { PlayerBridge } from '../bridge/player-bridge.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import type { HealthFacts, MetricsFacts, QueueFacts, StatusFacts } from '../shared/events.ts';
import { type Experience, readExperience } from './experience.ts';
import type { PageFigures } from './page-figures.ts';
import { readHealth, readMetrics, readQueue, readWorkerStatus } from './worker-api.ts';

/** What the worker reports; field names are those of its REST API. */
export type WorkerStatus = {
  readonly health: HealthFacts;
  readonly metrics: MetricsFacts;
  readonly queue: QueueFacts;
  readonly status: StatusFacts;
};

export type Status = {
  readonly atMs: number;
  /** Null if no worker controls the page, which then plays from the network. */
  readonly worker: WorkerStatus | null;
  /** The current reel's player first. */
  readonly players: readonly PlayerFigures[];
  readonly throughputBps: number | null;
  readonly experience: Experience;
};

/** The API for third-party scripts. */
export type NextreelApi = {
  /** Returns all current figures of the dashboard. Costs nothing until called. */
  getStatus(): Promise<Status>;
  /**
   * Returns the bridge: frames and figures of the players, prefetching of chunks, and the health of player and worker.
   */
  getBridge(): Promise<PlayerBridge>;
  /** Erases everything about this viewer from the browser. Leave or reload the page afterwards. */
  signOut(): Promise<void>;
};

declare global {
  // Only an interface can be merged with the browser's own.
  interface Window {
    nextreel?: NextreelApi;
  }
}

export async function readStatus(page: PageFigures): Promise<Status> {
  return {
    atMs: Date.now(),
    worker: page.worker() === null ? null : await readWorker(),
    players: page.readPlayers(),
    throughputBps: page.readThroughputBps(),
    experience: readExperience(),
  };
}

async function readWorker(): Promise<WorkerStatus> {
  const [health, metrics, queue, status] = await Promise.all([
    readHealth(),
    readMetrics(),
    readQueue(),
    readWorkerStatus(),
  ]);
  return { health, metrics, queue, status };
}
