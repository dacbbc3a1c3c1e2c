import { afterPaint } from '../after-paint.ts';
import { assignPlayers } from './assignment.ts';
import { LoadDepth } from './load-depth.ts';
import { type ActivationMeasure, measureStartup, measureSwipe } from './measures.ts';
import type { PlaybackError, SharedPlayback } from './media-backend.ts';
import { isLinkFree, loadNeighbours } from './neighbours.ts';
import { PlaybackWatch } from './playback-watch.ts';
import type { PlayerFigures } from './player-figures.ts';
import type { Playback, PoolListener } from './pool-listener.ts';
import type { PreviewedReel } from './preview.ts';
import type { ReelMedia } from './reel-media.ts';
import { ReelPlayer } from './reel-player.ts';
import { engineRules } from './support.ts';
import { noTracks, type ReelTracks, type TrackWish } from './track-choice.ts';

/** A few players: one for the playing reel, the others for its neighbours with their first frames ready. */
export class PlayerPool {
  readonly #players: readonly ReelPlayer[];
  readonly #shared: SharedPlayback;
  readonly #watches: ReadonlyMap<ReelPlayer, PlaybackWatch>;
  readonly #depth: LoadDepth;
  readonly #listener: PoolListener;
  #current: ReelPlayer | null = null;
  /** The current reel, then its neighbours. */
  #wanted: readonly ReelMedia[] = [];
  #measure: ActivationMeasure | null = null;
  #hasStarted = false;
  #isMuted = true;
  #wantsPlay = true;
  /** The page is visible, or the viewer has pressed play since it was. */
  #mayPlay = true;

  constructor(shared: SharedPlayback, listener: PoolListener) {
    this.#shared = shared;
    this.#depth = new LoadDepth(shared);
    this.#listener = listener;
    this.#players = Array.from(
      { length: engineRules.players },
      () => new ReelPlayer(shared, { onError: (failed, error) => this.#fail(failed, error) }),
    );
    this.#watches = new Map(this.#players.map((player) => [player, this.#watch(player)]));
  }

  get playback(): Playback {
    const player = this.#current;
    const { aheadSeconds = 0, reachesEnd = false } = player?.buffer ?? {};
    const durationSeconds = player?.video.duration ?? 0;
    const playlistUrl = player?.playlistUrl ?? null;
    return {
      positionSeconds: player?.video.currentTime ?? 0,
      durationSeconds: Number.isFinite(durationSeconds) ? durationSeconds : 0,
      bufferAheadSeconds: aheadSeconds,
      bufferedToEnd: reachesEnd,
      paused: player?.video.paused ?? true,
      ...(playlistUrl === null ? {} : { playlistUrl }),
    };
  }

  /** Whether other transfers can use the link without delaying a player. */
  get isLinkFree(): boolean {
    return this.#current !== null && isLinkFree(this.#current, this.#neighbours, this.#depth);
  }

  /** Figures of all players that hold a reel, the current one first. */
  get players(): PlayerFigures[] {
    const figures = this.#players.flatMap((player) => {
      const own = player.figures;
      return own === null ? [] : [{ ...own, isCurrent: player === this.#current }];
    });
    return figures.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  }

  /** Plays a reel and prepares its neighbours, the likeliest next one first. */
  show(current: ReelMedia, neighbours: readonly ReelMedia[], activatedAtMs: number): void {
    this.#leave(current.reelId, activatedAtMs);
    this.#wanted = [current, ...neighbours];
    if (this.#playerOf(current.reelId) === undefined) this.#assign();
    const player = this.#playerOf(current.reelId);
    if (player !== undefined && player !== this.#current) {
      this.#activate(player, current.reelId, activatedAtMs);
      void this.#movePicture(player.video);
    }
    // Paint the new reel before the next neighbour gets a player.
    afterPaint(() => {
      this.#assign();
      this.#loadNeighbours();
    });
  }

  /** Leaves the current reel without entering another one. */
  leave(leftAtMs: number): void {
    this.#leave('', leftAtMs);
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const { video } of this.#players) video.muted = isMuted;
  }

  setVolume(volume: number): void {
    for (const { video } of this.#players) video.volume = volume;
  }

  setPlaying(wantsPlay: boolean): void {
    this.#wantsPlay = wantsPlay;
    // A reel started from the lock screen plays although the page is hidden.
    this.#mayPlay ||= wantsPlay;
    this.#play();
    this.#setReadAhead();
  }

  /** Whether the current reel has moved and now stands still, also at its end, although nothing here paused it. */
  get isStoppedByBrowser(): boolean {
    const isWanted = this.#wantsPlay && this.#mayPlay && this.#watchOfCurrent?.isMoving === true;
    return isWanted && this.video?.paused === true;
  }

  /** The video of the current reel. */
  get video(): HTMLVideoElement | null {
    return this.#current?.video ?? null;
  }

  /** The video that holds this reel, if one does. */
  videoOf(reelId: string): HTMLVideoElement | undefined {
    return this.#playerOf(reelId)?.video;
  }

  /** The source for preview pictures of the current reel. */
  get previewed(): PreviewedReel | null {
    const player = this.#current;
    const reelId = player?.reelId ?? null;
    if (player === null || reelId === null) return null;
    return { reelId, source: player.previewSource, hasBuffered: (seconds) => player.hasBuffered(seconds) };
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

  /** Sets the speed of all reels, including those that are loaded later. */
  setSpeed(speed: number): void {
    for (const { video } of this.#players) {
      video.defaultPlaybackRate = speed;
      video.playbackRate = speed;
    }
  }

  /** Sets whether reels restart at their end. */
  setLooping(isLooping: boolean): void {
    for (const { video } of this.#players) video.loop = isLooping;
  }

  /** A hidden page plays only a reel that is in picture-in-picture. */
  setVisible(isVisible: boolean): void {
    this.#mayPlay = isVisible;
    this.#play();
  }

  failureOf(reelId: string): PlaybackError | null {
    return this.#playerOf(reelId)?.failure ?? null;
  }

  retry(): void {
    this.#current?.retry();
    this.#play();
  }

  /** Retries failed reels: the one on the screen, or the others once it moves. */
  retryFailed(): void {
    const nowMs = performance.now();
    if (this.#current?.mayRetry(nowMs) === true) this.retry();
    else if (this.#watchOfCurrent?.isMoving === true && this.#shared.maySpeculate()) {
      for (const player of this.#players) if (player.mayRetry(nowMs)) player.retry();
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
    this.#wantsPlay = true;
    this.#depth.enter(activatedAtMs);
    this.#watchOfCurrent?.enter();
    player.video.muted = this.#isMuted;
    if (player.failure?.kind === 'network') player.retry();
    player.load('playing');
    player.setReadAhead(this.#depth.minSeconds(activatedAtMs));
    this.#expectMotion(player, reelId, activatedAtMs);
    this.#play();
  }

  #expectMotion(player: ReelPlayer, reelId: string, activatedAtMs: number): void {
    const measure = this.#hasStarted ? measureSwipe(reelId, activatedAtMs, player) : measureStartup(reelId, player);
    this.#measure = measure;
    player.expectMotion({
      onFirstFrame: (atMs) => {
        measure.onFirstFrame(atMs);
        this.#listener.onFirstFrame(reelId);
      },
      onMoving: (atMs) => {
        measure.onMoving(atMs);
        this.#hasStarted = true;
        this.#watches.get(player)?.noteMoving();
        this.#listener.onMoving(reelId);
        this.#loadNeighbours();
      },
    });
  }

  /** Moves picture-in-picture to the playing reel, or closes it if that reel has no data yet. */
  async #movePicture(video: HTMLVideoElement): Promise<void> {
    const { pictureInPictureElement: shown } = document;
    if (!(shown instanceof HTMLVideoElement) || shown === video) return;
    await video.requestPictureInPicture().catch(() => document.exitPictureInPicture().catch(() => undefined));
    this.#play();
  }

  #leave(nextReelId: string, leftAtMs: number): void {
    const left = this.#current;
    if (left === null || left.reelId === nextReelId) return;
    this.#watches.get(left)?.leave();
    this.#measure?.leave();
    left.leave();
    this.#depth.leave(leftAtMs);
    this.#current = null;
  }

  #play(): void {
    const video = this.#current?.video;
    if (video === undefined || video.networkState === HTMLMediaElement.NETWORK_EMPTY) return;
    const isWatched = this.#mayPlay || document.pictureInPictureElement === video;
    if (!this.#wantsPlay || !isWatched || this.#isStartingBelowThreshold) {
      video.pause();
      return;
    }
    // Several calls may be refused at once: only the refusal of a muted one shows that muting does not help.
    const { muted } = video;
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      if (muted) {
        if (video === this.video) this.#listener.onPlayRefused(this.#current?.reelId ?? '');
        return;
      }
      this.setMuted(true);
      this.#listener.onSoundRefused();
      this.#play();
    });
  }

  get #isStartingBelowThreshold(): boolean {
    const player = this.#current;
    if (player === null || this.#watchOfCurrent?.isMoving === true) return false;
    return !this.#depth.canStart(player.buffer, player.maxAheadSeconds);
  }

  get #watchOfCurrent(): PlaybackWatch | undefined {
    return this.#current === null ? undefined : this.#watches.get(this.#current);
  }

  #loadNeighbours(): void {
    if (this.#current === null) return;
    loadNeighbours(this.#current, this.#neighbours, this.#depth, () => this.#listener.onLinkFree());
  }

  get #neighbours(): (ReelPlayer | undefined)[] {
    return this.#wanted.slice(1).map(({ reelId }) => this.#playerOf(reelId));
  }

  #setReadAhead(): void {
    const isReady = ({ reelId }: ReelMedia) => {
      const player = this.#playerOf(reelId);
      return player === undefined || player.hasFrame || player.failure !== null;
    };
    const player = this.#current;
    if (player === null) return;
    const { renditionBps, buffer } = player;
    const reel = { renditionBps, buffer, isPaused: !this.#wantsPlay };
    player.setReadAhead(this.#depth.playingSeconds(reel, this.#wanted.every(isReady), performance.now()));
  }

  #fail(player: ReelPlayer, error: PlaybackError): void {
    if (player.reelId === null) return;
    this.#listener.onError(player.reelId, error);
    this.#loadNeighbours();
  }

  #watch(player: ReelPlayer): PlaybackWatch {
    const listener = this.#listener;
    return new PlaybackWatch(player, {
      ...listener,
      onProgress: (reelId) => listener.onProgress(reelId, this.playback),
      onSeek: () => this.#depth.noteSeek(performance.now()),
      // A new source stops playback: it starts again after an attachment, a retry or a recovery.
      onSource: () => this.#play(),
      onAdvance: () => {
        if (this.#watchOfCurrent?.isMoving !== true) this.#play();
        this.#setReadAhead();
        this.#loadNeighbours();
      },
    });
  }
}
