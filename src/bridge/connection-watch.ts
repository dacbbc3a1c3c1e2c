import { newWatch, type PlayerFacts, type PlayerHealth, watchPlayer } from './player-watch.ts';
import { pauseMs, type WorkerHealth } from './worker-watch.ts';

export type ConnectionHealth = { readonly worker: WorkerHealth; readonly player: PlayerHealth };

export type WatchedConnection = {
  /** Returns null while no player shows a reel. */
  readonly readPlayer: () => PlayerFacts | null;
  /** Absent if the player belongs to the site. */
  readonly restartPlayer?: () => void;
  readonly isControlled: () => boolean;
  /** The check itself starts a worker that was stopped. */
  readonly checkWorker: () => Promise<WorkerHealth>;
  /** Absent if the site decides which worker it has. */
  readonly recoverWorker?: () => Promise<void>;
  readonly signal?: AbortSignal;
};

const checkEveryMs = 1000;

/** Checks the player every second and the worker every few while the page is visible, and recovers what is lost. */
export class ConnectionWatch {
  #health: ConnectionHealth = { worker: 'connected', player: 'ok' };
  #watch = newWatch;
  #workerCheckedAtMs = Number.NEGATIVE_INFINITY;
  /** Attempts so far to recover a lost worker. */
  #attempts = 0;
  readonly #listeners = new Set<(health: ConnectionHealth) => void>();

  constructor(readonly parts: WatchedConnection) {
    const timer = setInterval(() => void this.#check(), checkEveryMs);
    parts.signal?.addEventListener('abort', () => clearInterval(timer));
  }

  get health(): ConnectionHealth {
    return this.#health;
  }

  /** Calls the listener at every change of health. Returns a function that unsubscribes. */
  listen(listener: (health: ConnectionHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #check(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    this.#setHealth({ ...this.#health, player: this.#checkPlayer() });
    const { isControlled, checkWorker, recoverWorker } = this.parts;
    const nowMs = performance.now();
    if (nowMs - this.#workerCheckedAtMs < pauseMs(isControlled(), this.#attempts)) return;
    this.#workerCheckedAtMs = nowMs;
    const worker = await checkWorker();
    this.#setHealth({ ...this.#health, worker });
    if (worker !== 'lost') this.#attempts = 0;
    else if (navigator.onLine) {
      this.#attempts += 1;
      // Without a worker everything plays from the network. A failed recovery is retried at a later check.
      await recoverWorker?.().catch(() => undefined);
    }
  }

  #checkPlayer(): PlayerHealth {
    const { readPlayer, restartPlayer } = this.parts;
    const facts = readPlayer();
    if (facts === null) return 'ok';
    const { watch, health, mustRestart } = watchPlayer(
      this.#watch,
      facts,
      performance.now(),
      restartPlayer !== undefined,
    );
    this.#watch = watch;
    if (mustRestart) restartPlayer?.();
    return health;
  }

  #setHealth(health: ConnectionHealth): void {
    if (health.worker === this.#health.worker && health.player === this.#health.player) return;
    this.#health = health;
    for (const listener of this.#listeners) listener(health);
  }
}
