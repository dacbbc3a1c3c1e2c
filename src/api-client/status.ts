import type { PlayerBridge } from '../bridge/player-bridge.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import type { HealthFacts, MetricsFacts, QueueFacts, StatusFacts } from '../shared/events.ts';
import { type Experience, readExperience } from './experience.ts';
import type { PageFigures } from './page-figures.ts';
import { readHealth, readMetrics, readQueue, readWorkerStatus } from './worker-api.ts';

/** What the worker tells; field names are those of its REST API. */
export type WorkerStatus = {
  readonly health: HealthFacts;
  readonly metrics: MetricsFacts;
  readonly queue: QueueFacts;
  readonly status: StatusFacts;
};

export type Status = {
  readonly atMs: number;
  /** Null when no worker controls the page: it plays from the network then. */
  readonly worker: WorkerStatus | null;
  /** The current reel's player first. */
  readonly players: readonly PlayerFigures[];
  readonly throughputBps: number | null;
  readonly experience: Experience;
};

/** For other people's scripts. */
export type NextreelApi = {
  /** Everything that the dashboard shows, as it is now. Costs nothing until it is called. */
  getStatus(): Promise<Status>;
  /** Pictures and figures of the players, chunks in advance, and the health of player and worker. */
  getBridge(): Promise<PlayerBridge>;
  /** Leaves nothing of this viewer in the browser. The page is to be left or loaded anew afterwards. */
  signOut(): Promise<void>;
};

declare global {
  // Only an interface can add to the browser's own.
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
