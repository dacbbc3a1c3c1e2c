import { maxPosterLoad } from '../shared/poster-load.ts';
import {
  type BufferState,
  canShareLink,
  isSkimming,
  mayLoadNeighbour,
  safeSeconds,
  sharingSeconds,
  startSeconds,
} from './buffer-depth.ts';
import type { SharedPlayback } from './media-backend.ts';
import { ReadAheadWindow } from './read-ahead-window.ts';

export type LoadConditions = Pick<SharedPlayback, 'buffer' | 'maySpeculate'> & {
  readonly estimate: { readonly measuredBps: number | null };
};

type PlayingReel = { readonly renditionBps: number | null; readonly buffer: BufferState };
/** `isPaused`: paused by its viewer. */
type ReelOnScreen = PlayingReel & { readonly isPaused: boolean };

/** Viewers who have stayed this long usually stay longer; before that, buffered media is likely to go unwatched. */
const stayingSeconds = 10;
/** The buffer may grow by this share of the time watched: that much may be wasted. */
const wasteShare = 0.1;

/** Decides how far to load the playing reel and its neighbours, by the network and by how long the viewer stays. */
export class LoadDepth {
  readonly #shared: LoadConditions;
  readonly #window: ReadAheadWindow;
  #enteredAtMs = 0;
  #lastStayMs = Number.POSITIVE_INFINITY;

  constructor(shared: LoadConditions) {
    this.#shared = shared;
    this.#window = new ReadAheadWindow(shared.buffer);
  }

  enter(atMs: number): void {
    this.#enteredAtMs = atMs;
  }

  leave(atMs: number): void {
    this.#lastStayMs = atMs - this.#enteredAtMs;
  }

  noteSeek(nowMs: number): void {
    this.#window.noteSeek(nowMs);
  }

  /** Returns the read-ahead of the playing reel while others need the network more. */
  minSeconds(nowMs: number): number {
    const { minReadAheadSeconds } = this.#window;
    if (!this.#isSkimming(nowMs)) return minReadAheadSeconds;
    return Math.min(minReadAheadSeconds, Math.max(startSeconds, this.#shared.buffer().startThresholdSeconds));
  }

  /** Whether playback can start: the buffer holds enough, or all that it will (it grows to `maxAheadSeconds`). */
  canStart({ aheadSeconds, reachesEnd }: BufferState, maxAheadSeconds: number): boolean {
    return reachesEnd || aheadSeconds >= Math.min(this.#shared.buffer().startThresholdSeconds, maxAheadSeconds);
  }

  /**
   * Returns the read-ahead of the playing reel. It stays short until the beginnings of its neighbours are loaded. A
   * paused reel counts as one that the viewer stays on.
   */
  playingSeconds({ renditionBps, buffer, isPaused }: ReelOnScreen, areNeighboursReady: boolean, nowMs: number): number {
    this.#window.sample(this.#shared.estimate.measuredBps, nowMs);
    const staySeconds = (nowMs - this.#enteredAtMs) / 1000;
    if (staySeconds < stayingSeconds && !isPaused) {
      const load = this.#loadOf(renditionBps);
      // With less, neighbours could load only in the moment after each segment.
      const minimum = areNeighboursReady ? safeSeconds(load) : Math.max(safeSeconds(load), sharingSeconds(load));
      const safe = minimum + wasteShare * staySeconds;
      return Math.min(this.minSeconds(nowMs), Math.max(safe, this.#shared.buffer().startThresholdSeconds));
    }
    if (!areNeighboursReady || this.#isSkimming(nowMs)) return this.minSeconds(nowMs);
    return this.#window.seconds(renditionBps, buffer.aheadSeconds, nowMs);
  }

  /** Whether posters may be loaded for reels that have no frame yet. */
  mayLoadPosters({ renditionBps }: Pick<PlayingReel, 'renditionBps'>): boolean {
    return (this.#loadOf(renditionBps) ?? 0) <= maxPosterLoad;
  }

  /** Returns how many neighbours may be loaded beside the playing reel, the likeliest first. */
  neighboursBeside({ renditionBps, buffer }: PlayingReel, isLoading: boolean, nowMs: number): number {
    if (!this.#shared.maySpeculate()) return 0;
    const load = this.#loadOf(renditionBps);
    // For a viewer who skims, the next reel loads beside the playing one: loaded after it, it would be ready too late.
    // The reel behind gets nothing, since viewers who skim seldom turn back.
    if (this.#isSkimming(nowMs) && canShareLink(buffer, { load, isLoading })) return 1;
    return mayLoadNeighbour(buffer, { load, isLoading }) ? Number.POSITIVE_INFINITY : 0;
  }

  #loadOf(renditionBps: number | null): number | null {
    const { measuredBps } = this.#shared.estimate;
    return measuredBps === null || renditionBps === null ? null : renditionBps / measuredBps;
  }

  #isSkimming(nowMs: number): boolean {
    return isSkimming(this.#lastStayMs, nowMs - this.#enteredAtMs);
  }
}
