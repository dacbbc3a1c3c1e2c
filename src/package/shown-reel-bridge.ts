import { readHealth } from '../api-client/worker-api.ts';
import { type ConnectionHealth, ConnectionWatch } from '../bridge/connection-watch.ts';
import type { PlayerFacts } from '../bridge/player-watch.ts';
import { ReelBridge } from '../bridge/reel-bridge.ts';
import type { WorkerHealth } from '../bridge/worker-watch.ts';
import type { ReelInView } from '../shared/messages.ts';
import { playbackOf } from './playback.ts';
import type { WorkerLink } from './worker-link.ts';

export type ShownReel = { readonly reelId: string; readonly video: HTMLVideoElement | null };

export type ShownReelParts = {
  readonly link: WorkerLink;
  readonly shown: () => ShownReel | null;
  readonly reelOf: (reelId: string) => ReelInView | undefined;
  readonly signal: AbortSignal;
};

/** The bridge to the shown reel. Its player and its worker belong to the site, so they are watched but not replaced. */
export class ShownReelBridge extends ReelBridge {
  readonly #watch: ConnectionWatch;

  constructor({ link, shown, reelOf, signal }: ShownReelParts) {
    super({
      videoOf: (reelId) => {
        const reel = shown();
        return reel?.reelId === reelId ? (reel.video ?? undefined) : undefined;
      },
      hasFailed: () => false,
      reelOf,
      worker: () => link.worker,
    });
    this.#watch = new ConnectionWatch({
      readPlayer: () => readPlayer(shown()),
      isControlled: () => link.worker !== null,
      checkWorker: () => checkWorker(link),
      signal,
    });
  }

  get health(): ConnectionHealth {
    return this.#watch.health;
  }

  onHealth(listener: (health: ConnectionHealth) => void): () => void {
    return this.#watch.listen(listener);
  }
}

function readPlayer(shown: ShownReel | null): PlayerFacts | null {
  if (shown === null || shown.video === null) return null;
  const { reelId, video } = shown;
  const { bufferAheadSeconds, bufferedToEnd } = playbackOf(video);
  return {
    reelId,
    hasFailed: video.error !== null,
    shouldMove: !video.paused && !video.seeking && (bufferedToEnd || bufferAheadSeconds > 1),
    positionSeconds: video.currentTime,
  };
}

async function checkWorker(link: WorkerLink): Promise<WorkerHealth> {
  if (link.worker === null) return (await link.ready).state === 'on' ? 'lost' : 'absent';
  return readHealth().then(
    () => 'connected',
    () => 'lost',
  );
}
