import type { FailureKind } from '../player/media-backend.ts';
import type { ChosenFragment } from '../shared/fragment.ts';
import type { PageMessage } from '../shared/messages.ts';
import { type DisplayStatistics, readDisplayStatistics } from './display-statistics.ts';
import { requestMoment } from './moment-request.ts';
import { newWatch, watchPlayer } from './player-watch.ts';
import { checkWorker, recoverWorker, type WorkerHealth } from './worker-watch.ts';

export type BridgedPlayers = {
  readonly currentReelId: string | null;
  /** Undefined while no player holds this reel. */
  videoOf(reelId: string): HTMLVideoElement | undefined;
  failureOf(reelId: string): FailureKind | null;
  /** Bytes for more than the next moment are here, or the player has all of them. */
  readonly hasBytesAhead: boolean;
  /** Absolute URL of a reel's manifest. */
  mediaUrlOf(reelId: string): string | undefined;
  restart(): void;
};

export type ConnectionHealth = { readonly worker: WorkerHealth; readonly player: 'ok' | 'failed' };

const lookEveryMs = 1000;
const askWorkerEveryMs = 5000;

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** What programs may ask of the players: pictures, figures, chunks in advance, and whether all of it is alive. */
export class PlayerBridge {
  #health: ConnectionHealth = { worker: 'connected', player: 'ok' };
  #watch = newWatch;
  #workerAskedAtMs = Number.NEGATIVE_INFINITY;
  readonly #listeners = new Set<(health: ConnectionHealth) => void>();

  constructor(
    readonly players: BridgedPlayers,
    readonly scriptUrl: string,
  ) {
    setInterval(() => void this.#look(), lookEveryMs);
  }

  /** The picture that the reel shows now. Null while it has none. */
  async currentFrame(reelId: string): Promise<ImageBitmap | null> {
    const video = this.players.videoOf(reelId);
    if (video === undefined || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    return createImageBitmap(video);
  }

  /** The same as a file. Fails for media that the browser itself has loaded from another origin. */
  async currentFrameFile(reelId: string, type = 'image/png'): Promise<Blob | null> {
    const frame = await this.currentFrame(reelId);
    if (frame === null) return null;
    try {
      const canvas = new OffscreenCanvas(frame.width, frame.height);
      canvas.getContext('2d')?.drawImage(frame, 0, 0);
      return await canvas.convertToBlob({ type });
    } catch (cause) {
      throw new FrameError(`The picture of reel "${reelId}" cannot be read: its origin does not allow it.`, { cause });
    } finally {
      frame.close();
    }
  }

  /** Null while no player holds the reel. */
  displayStatistics(reelId: string): DisplayStatistics | null {
    const video = this.players.videoOf(reelId);
    return video === undefined ? null : readDisplayStatistics(video, this.players.failureOf(reelId) !== null);
  }

  /**
   * Brings these files of a reel into the cache: names as its playlists write them, from the manifest's folder, such as
   * `540x960/003.m4s`. False where no worker can do it.
   */
  prefetchChunks(reelId: string, names: readonly string[]): boolean {
    const base = this.players.mediaUrlOf(reelId);
    const worker = controller();
    if (base === undefined || worker === null) return false;
    const message: PageMessage = {
      type: 'prefetch-chunks',
      reelId,
      urls: names.map((name) => new URL(name, base).href),
    };
    worker.postMessage(message, []);
    return true;
  }

  /**
   * Brings what is played at this time of a reel near the current one into the cache: in the rendition that it is begun
   * in or that suits this client best, from the best origin. Tells what that is and why; null where there is nothing.
   */
  prefetchMoment(reelId: string, timeSeconds: number): Promise<ChosenFragment | null> {
    const worker = controller();
    return worker === null ? Promise.resolve(null) : requestMoment(worker, reelId, timeSeconds);
  }

  get health(): ConnectionHealth {
    return this.#health;
  }

  /** Hears of every change of health. Returns what ends it. */
  onHealth(listener: (health: ConnectionHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #look(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    this.#tell({ ...this.#health, player: this.#lookAtPlayer() });
    const nowMs = performance.now();
    const isGone = 'serviceWorker' in navigator && navigator.serviceWorker.controller === null;
    if (!isGone && nowMs - this.#workerAskedAtMs < askWorkerEveryMs) return;
    this.#workerAskedAtMs = nowMs;
    const worker = await checkWorker();
    this.#tell({ ...this.#health, worker });
    // Without a worker everything plays from the network: what fails here is tried again at the next look.
    if (worker === 'lost' && navigator.onLine) await recoverWorker(this.scriptUrl).catch(() => undefined);
  }

  #lookAtPlayer(): 'ok' | 'failed' {
    const { currentReelId: reelId, hasBytesAhead } = this.players;
    const video = reelId === null ? undefined : this.players.videoOf(reelId);
    if (reelId === null || video === undefined) return 'ok';
    const { watch, health, mustRestart } = watchPlayer(
      this.#watch,
      {
        reelId,
        // A network that failed is tried again by the feed; what cannot be decoded will not be.
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

  #tell(health: ConnectionHealth): void {
    if (health.worker === this.#health.worker && health.player === this.#health.player) return;
    this.#health = health;
    for (const listener of this.#listeners) listener(health);
  }
}

function controller(): ServiceWorker | null {
  return 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
}
