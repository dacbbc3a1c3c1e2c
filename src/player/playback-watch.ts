import { DryHold } from './dry-hold.ts';
import { measureStall } from './measures.ts';
import type { ReelPlayer } from './reel-player.ts';

export type PlaybackListener = {
  /** A source was set, which stops playback. */
  onSource(): void;
  /** Bytes have arrived, loading has paused, or playback has advanced. */
  onAdvance(): void;
  onProgress(reelId: string): void;
  onPlayState(reelId: string, state: 'playing' | 'paused' | 'waiting'): void;
  onEnd(reelId: string): void;
  /** The viewer jumped to another position of the reel. */
  onSeek(): void;
};

/** Observes one player's video while its reel is the current one: progress, seeks, stalls. */
export class PlaybackWatch {
  readonly #player: ReelPlayer;
  readonly #listener: PlaybackListener;
  readonly #hold: DryHold;
  #isCurrent = false;
  #isMoving = false;
  #stalledAtMs: number | null = null;
  #lastPositionSeconds = 0;

  constructor(player: ReelPlayer, listener: PlaybackListener) {
    this.#player = player;
    this.#listener = listener;
    const { video } = player;
    const ofCurrent = (react: (reelId: string) => void) => () => {
      if (this.#isCurrent && player.reelId !== null) react(player.reelId);
    };
    const when = (type: string, react: (reelId: string) => void) => video.addEventListener(type, ofCurrent(react));
    when('loadstart', () => listener.onSource());
    const onWaiting = (reelId: string) => {
      listener.onPlayState(reelId, 'waiting');
      if (this.#isMoving && !video.seeking) this.#stalledAtMs ??= performance.now();
    };
    const onResumed = (reelId: string) => {
      if (this.#hold.isHeld) {
        onWaiting(reelId);
        return;
      }
      this.#endStall();
      listener.onPlayState(reelId, 'playing');
    };
    when('play', onResumed);
    when('playing', onResumed);
    when('waiting', onWaiting);
    when('pause', (reelId) => {
      this.#endStall();
      listener.onPlayState(reelId, 'paused');
    });
    this.#hold = new DryHold(video, {
      onHold: ofCurrent(onWaiting),
      onHeld: () => player.switchDownIfSlow(),
      onRelease: ofCurrent(onResumed),
    });
    for (const type of ['play', 'playing', 'progress', 'ratechange', 'seeked', 'timeupdate'])
      when(type, () => {
        // A natively played reel, whose rendition is unknown, is left to the browser.
        if (player.renditionBps !== null) this.#hold.check();
      });
    when('ended', (reelId) => listener.onEnd(reelId));
    when('seeking', () => {
      const isLoop = video.currentTime < 0.5 && this.#wasNearEnd;
      if (this.#isMoving && !isLoop) listener.onSeek();
    });
    when('progress', () => listener.onAdvance());
    when('suspend', () => listener.onAdvance());
    when('timeupdate', (reelId) => this.#advance(reelId));
    // The first `timeupdate` may come a quarter of a second later, and until then the viewer could not seek.
    for (const type of ['durationchange', 'playing']) when(type, (reelId) => listener.onProgress(reelId));
  }

  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** The player's reel has become the current one and does not move yet. */
  enter(): void {
    this.#isCurrent = true;
    this.#isMoving = false;
    this.#lastPositionSeconds = 0;
  }

  noteMoving(): void {
    this.#isMoving = true;
  }

  leave(): void {
    this.#endStall();
    this.#isCurrent = false;
    this.#hold.release();
  }

  get #wasNearEnd(): boolean {
    return this.#lastPositionSeconds > this.#player.video.duration - 1;
  }

  #advance(reelId: string): void {
    this.#lastPositionSeconds = this.#player.video.currentTime;
    this.#listener.onProgress(reelId);
    this.#listener.onAdvance();
  }

  #endStall(): void {
    const { reelId, video } = this.#player;
    if (this.#stalledAtMs === null || reelId === null) return;
    measureStall({ reelId, positionSeconds: video.currentTime }, this.#stalledAtMs);
    this.#stalledAtMs = null;
  }
}
