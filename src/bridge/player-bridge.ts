import type { FailureKind } from '../player/media-backend.ts';
import { controller } from '../worker-client/controller.ts';
import { workers } from '../worker-client/workers.ts';
import { type ConnectionHealth, ConnectionWatch } from './connection-watch.ts';
import type { PlayerFacts } from './player-watch.ts';
import { type BridgedReels, ReelBridge } from './reel-bridge.ts';
import { checkWorker, recoverWorker } from './worker-watch.ts';

export type BridgedPlayers = Omit<BridgedReels, 'hasFailed' | 'worker'> & {
  readonly currentReelId: string | null;
  failureOf(reelId: string): FailureKind | null;
  /** More than one second is buffered ahead, or everything up to the end. */
  readonly hasBytesAhead: boolean;
  restart(): void;
};

/** The bridge to the players of the reels page. It also restarts a frozen player and recovers a lost worker. */
export class PlayerBridge extends ReelBridge {
  readonly #watch: ConnectionWatch;

  constructor(
    readonly players: BridgedPlayers,
    scriptUrl: string,
  ) {
    super({
      videoOf: (reelId) => players.videoOf(reelId),
      hasFailed: (reelId) => players.failureOf(reelId) !== null,
      reelOf: (reelId) => players.reelOf(reelId),
      worker: controller,
    });
    this.#watch = new ConnectionWatch({
      readPlayer: () => this.#readPlayer(),
      restartPlayer: () => players.restart(),
      isControlled: () => workers()?.controller !== null,
      checkWorker,
      recoverWorker: () => recoverWorker(scriptUrl),
    });
  }

  get health(): ConnectionHealth {
    return this.#watch.health;
  }

  /** Calls the listener at every change of health. Returns a function that unsubscribes. */
  onHealth(listener: (health: ConnectionHealth) => void): () => void {
    return this.#watch.listen(listener);
  }

  #readPlayer(): PlayerFacts | null {
    const { currentReelId: reelId, hasBytesAhead } = this.players;
    const video = reelId === null ? undefined : this.players.videoOf(reelId);
    if (reelId === null || video === undefined) return null;
    return {
      reelId,
      // The feed itself retries after a network failure, but not after a decoding failure.
      hasFailed: this.players.failureOf(reelId) === 'media',
      shouldMove: !video.paused && !video.seeking && hasBytesAhead,
      positionSeconds: video.currentTime,
    };
  }
}
