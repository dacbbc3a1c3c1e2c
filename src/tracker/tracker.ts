import type { Signal } from '../shared/signals.ts';
import { recentSwipes, reelsPerSecond } from './scroll-speed.ts';
import { jumped, unwatched, watchTo } from './watch-time.ts';

export type WatchedReel = { readonly reelId: string; readonly index: number; readonly durationSeconds: number };

/** Turns how the viewer watches and swipes into signals. `nowMs` is wall-clock time. */
export class Tracker {
  #current: WatchedReel | null = null;
  #watch = unwatched;
  #swipeTimesMs: readonly number[] = [];

  constructor(protected readonly send: (signal: Signal) => void) {}

  get reelId(): string | undefined {
    return this.#current?.reelId;
  }

  /** Notes that the viewer has come to a reel and thereby left another one. */
  enter(reel: WatchedReel, nowMs: number): void {
    const left = this.#current;
    if (left?.reelId === reel.reelId) {
      // The feed may have been replaced meanwhile, and the reel have another index there.
      this.#current = { ...left, index: reel.index };
      return;
    }
    if (left !== null) this.#swipe(left, reel, nowMs);
    this.#current = reel;
    this.#watch = unwatched;
  }

  /** Notes the position of a reel, a few times a second. The player's duration replaces that of the feed. */
  progress(reelId: string, positionSeconds: number, durationSeconds: number): void {
    // A reel may play for a moment before `enter` is called for it.
    if (this.#current?.reelId !== reelId) return;
    this.#watch = watchTo(this.#watch, positionSeconds);
    if (durationSeconds > 0 && durationSeconds < Infinity) this.#current = { ...this.#current, durationSeconds };
  }

  /** Notes that the current reel continues at another position: the part in between was not watched. */
  jump(): void {
    this.#watch = jumped(this.#watch);
  }

  #swipe(left: WatchedReel, entered: WatchedReel, nowMs: number): void {
    this.#swipeTimesMs = [...recentSwipes(this.#swipeTimesMs, nowMs), nowMs];
    this.send({
      kind: 'swipe',
      atMs: nowMs,
      fromReelId: left.reelId,
      toReelId: entered.reelId,
      watchedSeconds: this.#watch.watchedSeconds,
      durationSeconds: left.durationSeconds,
      direction: entered.index > left.index ? 1 : -1,
    });
    this.send({ kind: 'scroll', atMs: nowMs, reelsPerSecond: reelsPerSecond(this.#swipeTimesMs, nowMs) });
  }
}
