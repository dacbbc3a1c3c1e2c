import type { FailureKind } from '../player/media-backend.ts';
import { controller } from '../worker-client/controller.ts';
import { workers } from '../worker-client/workers.ts';
import { newWatch, watchPlayer } from './player-watch.ts';
import { type BridgedReels, ReelBridge } from './reel-bridge.ts';
import { checkWorker, pauseMs, recoverWorker, type WorkerHealth } from './worker-watch.ts';

export type BridgedPlayers = Omit<BridgedReels, 'hasFailed' | 'worker'> & {
  readonly currentReelId: string | null;
  failureOf(reelId: string): FailureKind | null;
  /** More than one second is buffered ahead, or everything up to the end. */
  readonly hasBytesAhead: boolean;
  restart(): void;
};

export type ConnectionHealth = { readonly worker: WorkerHealth; readonly player: 'ok' | 'failed' };

const checkEveryMs = 1000;

/** The bridge to the players of the reels page. It also restarts a frozen player and recovers a lost worker. */
export class PlayerBridge extends ReelBridge {
  #health: ConnectionHealth = { worker: 'connected', player: 'ok' };
  #watch = newWatch;
  #workerCheckedAtMs = Number.NEGATIVE_INFINITY;
  /** Attempts so far to recover a lost worker. */
  #attempts = 0;
  readonly #listeners = new Set<(health: ConnectionHealth) => void>();

  constructor(
    readonly players: BridgedPlayers,
    readonly scriptUrl: string,
  ) {
    super({
      videoOf: (reelId) => players.videoOf(reelId),
      hasFailed: (reelId) => players.failureOf(reelId) !== null,
      reelOf: (reelId) => players.reelOf(reelId),
      worker: controller,
    });
    setInterval(() => void this.#check(), checkEveryMs);
  }

  get health(): ConnectionHealth {
    return this.#health;
  }

  /** Calls the listener at every change of health. Returns a function that unsubscribes. */
  onHealth(listener: (health: ConnectionHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #check(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    this.#setHealth({ ...this.#health, player: this.#checkPlayer() });
    const nowMs = performance.now();
    const isControlled = workers()?.controller !== null;
    if (nowMs - this.#workerCheckedAtMs < pauseMs(isControlled, this.#attempts)) return;
    this.#workerCheckedAtMs = nowMs;
    const worker = await checkWorker();
    this.#setHealth({ ...this.#health, worker });
    if (worker !== 'lost') this.#attempts = 0;
    else if (navigator.onLine) {
      this.#attempts += 1;
      // Without a worker everything plays from the network. A failed recovery is retried at a later check.
      await recoverWorker(this.scriptUrl).catch(() => undefined);
    }
  }

  #checkPlayer(): 'ok' | 'failed' {
    const { currentReelId: reelId, hasBytesAhead } = this.players;
    const video = reelId === null ? undefined : this.players.videoOf(reelId);
    if (reelId === null || video === undefined) return 'ok';
    const { watch, health, mustRestart } = watchPlayer(
      this.#watch,
      {
        reelId,
        // The feed itself retries after a network failure, but not after a decoding failure.
        hasFailed: this.players.failureOf(reelId) === 'media',
        shouldMove: !video.paused && !video.seeking && hasBytesAhead,
        positionSeconds: video.currentTime,
      },
      performance.now(),
    );
    this.#watch = watch;
    if (mustRestart) this.players.restart();
    return health;
  }

  #setHealth(health: ConnectionHealth): void {
    if (health.worker === this.#health.worker && health.player === this.#health.player) return;
    this.#health = health;
    for (const listener of this.#listeners) listener(health);
  }
}
