import { afterPaint } from '../after-paint.ts';
import { assignPlayers } from './assignment.ts';
import { canSpareBytes, isSkimming, parkedBufferSeconds, skimmedSeconds } from './buffer-depth.ts';
import type { PlayerFigures } from './player-figures.ts';
import { type ActivationMeasure, measureStall, measureStartup, measureSwipe } from './measures.ts';
import type { PlaybackError, SharedPlayback } from './media-backend.ts';
import { ReadAheadWindow } from './read-ahead-window.ts';
import { type ReelMedia, ReelPlayer } from './reel-player.ts';
import { noTracks, type ReelTracks, type TrackWish } from './track-choice.ts';

export type Playback = {
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  readonly bufferAheadSeconds: number;
  readonly bufferedToEnd: boolean;
  readonly paused: boolean;
};

/** Pictures of the current reel that were due, and those of them that came too late. */
export type FrameCounts = { readonly total: number; readonly dropped: number };

export type PoolListener = {
  /** A reel's video has to stand in its article. */
  mount(reelId: string, video: HTMLVideoElement): void;
  onMoving(reelId: string): void;
  onProgress(reelId: string, playback: Playback): void;
  onPlayState(reelId: string, state: 'playing' | 'paused' | 'waiting'): void;
  onLoop(reelId: string): void;
  onError(reelId: string, error: PlaybackError): void;
  /** The browser's autoplay rules forbid sound before the viewer touches the page. */
  onSoundRefused(): void;
};

const playerCount = 3;

/** Three players: the reel that plays, and its two neighbours with their first frame ready. */
export class PlayerPool {
  readonly #players: readonly ReelPlayer[];
  readonly #shared: SharedPlayback;
  readonly #window: ReadAheadWindow;
  readonly #listener: PoolListener;
  #current: ReelPlayer | null = null;
  /** The current reel, then its neighbours. */
  #wanted: readonly ReelMedia[] = [];
  #measure: ActivationMeasure | null = null;
  #hasStarted = false;
  #isMoving = false;
  #isMuted = true;
  #wantsPlay = true;
  #isVisible = true;
  #stalledAtMs: number | null = null;
  #lastPositionSeconds = 0;
  #activatedAtMs = 0;
  #lastStayMs = Number.POSITIVE_INFINITY;

  constructor(shared: SharedPlayback, listener: PoolListener) {
    this.#shared = shared;
    this.#window = new ReadAheadWindow(shared.buffer);
    this.#listener = listener;
    this.#players = Array.from({ length: playerCount }, () => {
      const player = new ReelPlayer(shared, { onError: (failed, error) => this.#fail(failed, error) });
      this.#follow(player);
      return player;
    });
  }

  get playback(): Playback {
    const player = this.#current;
    const { aheadSeconds = 0, toEnd = false } = player?.buffer ?? {};
    const durationSeconds = player?.video.duration ?? 0;
    return {
      positionSeconds: player?.video.currentTime ?? 0,
      durationSeconds: Number.isFinite(durationSeconds) ? durationSeconds : 0,
      bufferAheadSeconds: aheadSeconds,
      bufferedToEnd: toEnd,
      paused: player?.video.paused ?? true,
    };
  }

  get frames(): FrameCounts {
    const quality = this.#current?.video.getVideoPlaybackQuality();
    return { total: quality?.totalVideoFrames ?? 0, dropped: quality?.droppedVideoFrames ?? 0 };
  }

  /** The current reel first. */
  get players(): PlayerFigures[] {
    const figures = this.#players.flatMap((player) => {
      const own = player.figures;
      return own === null ? [] : [{ ...own, isCurrent: player === this.#current }];
    });
    return figures.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  }

  /** Plays a reel and makes its neighbours ready, the likeliest next one first. */
  show(current: ReelMedia, neighbours: readonly ReelMedia[], activatedAtMs: number): void {
    this.#leave(current.reelId, activatedAtMs);
    this.#wanted = [current, ...neighbours];
    if (this.#playerOf(current.reelId) === undefined) this.#assign();
    const player = this.#playerOf(current.reelId);
    if (player !== undefined && player !== this.#current) this.#activate(player, current.reelId, activatedAtMs);
    // The reel that comes in is on the screen before the next neighbour gets its player.
    afterPaint(() => {
      this.#assign();
      this.#loadNeighbours();
    });
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const { video } of this.#players) video.muted = isMuted;
  }

  setPlaying(wantsPlay: boolean): void {
    this.#wantsPlay = wantsPlay;
    this.#play();
  }

  /** The video of the current reel. */
  get video(): HTMLVideoElement | null {
    return this.#current?.video ?? null;
  }

  /** The video that holds this reel, if one does. */
  videoOf(reelId: string): HTMLVideoElement | undefined {
    return this.#playerOf(reelId)?.video;
  }

  get tracks(): ReelTracks {
    return this.#current?.tracks ?? noTracks;
  }

  setTracks(wish: TrackWish): void {
    for (const player of this.#players) player.setTracks(wish);
  }

  seek(seconds: number): void {
    const player = this.#current;
    if (player === null || player.video.readyState === HTMLMediaElement.HAVE_NOTHING) return;
    player.video.currentTime = Math.min(Math.max(0, seconds), player.video.duration);
  }

  /** Holds for every reel; one that is loaded later begins with it. */
  setSpeed(speed: number): void {
    for (const { video } of this.#players) {
      video.defaultPlaybackRate = speed;
      video.playbackRate = speed;
    }
  }

  /** A page that nobody sees plays nothing. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#play();
  }

  failureOf(reelId: string): PlaybackError | null {
    return this.#playerOf(reelId)?.failure ?? null;
  }

  retry(): void {
    const player = this.#current;
    if (player === null || player.reelId === null) return;
    this.#expectMotion(player, player.reelId, performance.now());
    player.retry();
    this.#wantsPlay = true;
    this.#play();
  }

  /** What failed for want of the network is tried again: the reel on the screen, and the others once it moves. */
  heal(): void {
    if (this.#current?.failure?.kind === 'network') this.retry();
    else if (this.#isMoving && this.#shared.maySpeculate()) {
      for (const player of this.#players) if (player.failure?.kind === 'network') player.retry();
    }
  }

  #playerOf(wantedId: string): ReelPlayer | undefined {
    return this.#players.find(({ reelId }) => reelId === wantedId);
  }

  #assign(): void {
    const wanted = new Map(this.#wanted.map((media) => [media.reelId, media]));
    const held = this.#players.map(({ reelId }) => reelId);
    const given = assignPlayers(held, [...wanted.keys()]);
    for (const [place, player] of this.#players.entries()) {
      const reelId = given[place] ?? null;
      if (reelId !== player.reelId) player.assign(wanted.get(reelId ?? '') ?? null);
      if (reelId !== null) this.#listener.mount(reelId, player.video);
    }
  }

  #activate(player: ReelPlayer, reelId: string, activatedAtMs: number): void {
    this.#current = player;
    this.#activatedAtMs = activatedAtMs;
    this.#wantsPlay = true;
    this.#isMoving = false;
    this.#lastPositionSeconds = 0;
    player.video.muted = this.#isMuted;
    if (player.failure?.kind === 'network') player.retry();
    player.load('playing');
    player.setReadAhead(this.#leastSeconds);
    this.#expectMotion(player, reelId, activatedAtMs);
    this.#play();
  }

  #expectMotion(player: ReelPlayer, reelId: string, activatedAtMs: number): void {
    const measure = this.#hasStarted ? measureSwipe(reelId, activatedAtMs, player) : measureStartup(reelId, player);
    this.#measure = measure;
    player.expectMotion({
      onFirstFrame: (atMs) => measure.onFirstFrame(atMs),
      onMoving: (atMs) => {
        measure.onMoving(atMs);
        this.#hasStarted = true;
        this.#isMoving = true;
        this.#listener.onMoving(reelId);
        this.#loadNeighbours();
      },
    });
  }

  #leave(nextReelId: string, leftAtMs: number): void {
    const left = this.#current;
    if (left === null || left.reelId === nextReelId) return;
    this.#endStall(left);
    this.#measure?.leave();
    left.rest();
    this.#lastStayMs = leftAtMs - this.#activatedAtMs;
    this.#current = null;
  }

  #play(): void {
    const video = this.#current?.video;
    if (video === undefined || video.networkState === HTMLMediaElement.NETWORK_EMPTY) return;
    if (!this.#wantsPlay || !this.#isVisible || this.#isStartingBelowThreshold) {
      video.pause();
      return;
    }
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || video.muted) return;
      this.setMuted(true);
      this.#listener.onSoundRefused();
      this.#play();
    });
  }

  get #isStartingBelowThreshold(): boolean {
    const { startThresholdSeconds } = this.#shared.buffer();
    const { aheadSeconds = 0, toEnd = false } = this.#current?.buffer ?? {};
    return !this.#isMoving && !toEnd && aheadSeconds < startThresholdSeconds;
  }

  get #isSkimming(): boolean {
    return isSkimming(this.#lastStayMs, performance.now() - this.#activatedAtMs);
  }

  get #leastSeconds(): number {
    return this.#isSkimming ? skimmedSeconds : this.#window.leastSeconds;
  }

  /** One after the other, and only while the playing reel can spare the bytes. */
  #loadNeighbours(): void {
    if (!this.#shared.maySpeculate() || this.#current === null) return;
    if (!canSpareBytes(this.#current.buffer, this.#lastStayMs)) return;
    // Nobody who skims turns back often enough to pay for what the reel behind could have more.
    const neighbours = this.#isSkimming ? this.#wanted.slice(1, 2) : this.#wanted.slice(1);
    for (const neighbour of neighbours) {
      const player = this.#playerOf(neighbour.reelId);
      if (player === undefined) continue;
      player.load('parked');
      player.setReadAhead(this.#isSkimming ? skimmedSeconds : parkedBufferSeconds);
      if (!player.hasFrame && player.failure === null) return;
    }
  }

  /** The neighbours' beginnings come before the end of the reel that plays. */
  #setReadAhead(): void {
    const nowMs = performance.now();
    this.#window.sample(this.#shared.estimate.measuredBps, nowMs);
    const isReady = ({ reelId }: ReelMedia) => {
      const player = this.#playerOf(reelId);
      return player === undefined || player.hasFrame || player.failure !== null;
    };
    const player = this.#current;
    player?.setReadAhead(
      this.#wanted.every(isReady) && !this.#isSkimming
        ? this.#window.seconds(player.renditionBps, player.buffer.aheadSeconds, nowMs)
        : this.#leastSeconds,
    );
  }

  #fail(player: ReelPlayer, error: PlaybackError): void {
    if (player.reelId === null) return;
    if (player === this.#current) this.#measure?.leave();
    this.#listener.onError(player.reelId, error);
    this.#loadNeighbours();
  }

  #endStall({ reelId, video }: ReelPlayer): void {
    if (this.#stalledAtMs === null || reelId === null) return;
    measureStall({ reelId, positionSeconds: video.currentTime }, this.#stalledAtMs);
    this.#stalledAtMs = null;
  }

  #follow(player: ReelPlayer): void {
    const { video } = player;
    const whenCurrent = (type: string, react: (reelId: string) => void) =>
      video.addEventListener(type, () => {
        if (player === this.#current && player.reelId !== null) react(player.reelId);
      });
    const state = (value: 'playing' | 'paused') => (reelId: string) => this.#listener.onPlayState(reelId, value);
    // A source that is set stops what plays, so playing begins behind it: after an attachment, a retry, a recovery.
    whenCurrent('loadstart', () => this.#play());
    whenCurrent('play', state('playing'));
    whenCurrent('pause', state('paused'));
    whenCurrent('playing', (reelId) => {
      this.#endStall(player);
      this.#listener.onPlayState(reelId, 'playing');
    });
    whenCurrent('waiting', (reelId) => {
      this.#listener.onPlayState(reelId, 'waiting');
      if (this.#isMoving && !video.seeking) this.#stalledAtMs ??= performance.now();
    });
    whenCurrent('seeking', () => {
      const { positionSeconds, durationSeconds } = this.playback;
      const isLoop = positionSeconds < 0.5 && this.#lastPositionSeconds > durationSeconds - 1;
      if (this.#isMoving && !isLoop) this.#window.noteSeek(performance.now());
    });
    whenCurrent('progress', () => {
      if (!this.#isMoving) this.#play();
      this.#loadNeighbours();
    });
    whenCurrent('timeupdate', (reelId) => {
      const { playback } = this;
      const jumpedBack = playback.positionSeconds + 0.5 < this.#lastPositionSeconds;
      if (jumpedBack && this.#lastPositionSeconds > playback.durationSeconds - 1) this.#listener.onLoop(reelId);
      this.#lastPositionSeconds = playback.positionSeconds;
      this.#listener.onProgress(reelId, playback);
      this.#loadNeighbours();
      this.#setReadAhead();
    });
  }
}
