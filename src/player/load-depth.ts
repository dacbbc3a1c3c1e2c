import { type BufferState, canSpareBytes, isSkimming, parkedBufferSeconds, skimmedSeconds } from './buffer-depth.ts';
import type { SharedPlayback } from './media-backend.ts';
import { ReadAheadWindow } from './read-ahead-window.ts';

export type LoadConditions = Pick<SharedPlayback, 'buffer' | 'maySpeculate'> & {
  readonly estimate: { readonly measuredBps: number | null };
};

/** How far the playing reel and its neighbours are loaded: by the network, and by how long the viewer stays. */
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

  /** What the playing reel gets while others need the network more. */
  leastSeconds(nowMs: number): number {
    const { leastSeconds } = this.#window;
    if (!this.#isSkimming(nowMs)) return leastSeconds;
    return Math.min(leastSeconds, Math.max(skimmedSeconds, this.#shared.buffer().startThresholdSeconds));
  }

  /** Whether enough is buffered for playback to begin, or all that will be: the buffer grows to `mostSeconds`. */
  canStart({ aheadSeconds, toEnd }: BufferState, mostSeconds: number): boolean {
    return toEnd || aheadSeconds >= Math.min(this.#shared.buffer().startThresholdSeconds, mostSeconds);
  }

  /** What the playing reel gets. Its neighbours' beginnings come before its end. */
  playingSeconds(
    { renditionBps, buffer }: { readonly renditionBps: number | null; readonly buffer: BufferState },
    areNeighboursReady: boolean,
    nowMs: number,
  ): number {
    this.#window.sample(this.#shared.estimate.measuredBps, nowMs);
    if (!areNeighboursReady || this.#isSkimming(nowMs)) return this.leastSeconds(nowMs);
    return this.#window.seconds(renditionBps, buffer.aheadSeconds, nowMs);
  }

  /** How many neighbours may be loaded beside a reel with this buffer, the likeliest first, and how far. */
  beside(buffer: BufferState, nowMs: number): { readonly neighbours: number; readonly seconds: number } {
    const isSkimmed = this.#isSkimming(nowMs);
    if (!this.#shared.maySpeculate() || !canSpareBytes(buffer, isSkimmed)) return { neighbours: 0, seconds: 0 };
    // Nobody who skims turns back often enough to pay for what the reel behind could have more.
    if (isSkimmed) return { neighbours: 1, seconds: skimmedSeconds };
    return { neighbours: Number.POSITIVE_INFINITY, seconds: parkedBufferSeconds };
  }

  #isSkimming(nowMs: number): boolean {
    return isSkimming(this.#lastStayMs, nowMs - this.#enteredAtMs);
  }
}
