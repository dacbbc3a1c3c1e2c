import type { InteractionAction } from '../shared/signals.ts';
import { Tracker } from './tracker.ts';

/** Seeks that follow each other more closely are one: a drag along the bar moves the picture at each of its steps. */
const oneSeekMs = 1000;

/** Tells as well what the viewer does with a reel, as far as the page has buttons for it. */
export class InteractionTracker extends Tracker {
  #lastSeek: { readonly reelId: string; readonly atMs: number } | null = null;

  interact(action: InteractionAction, atMs: number): void {
    if (action === 'seek') this.jump();
    const { reelId } = this;
    if (reelId !== undefined && !(action === 'seek' && this.#isSameSeek(reelId, atMs)))
      this.send({ kind: 'interaction', atMs, reelId, action });
  }

  #isSameSeek(reelId: string, atMs: number): boolean {
    const last = this.#lastSeek;
    this.#lastSeek = { reelId, atMs };
    return last?.reelId === reelId && atMs - last.atMs < oneSeekMs;
  }
}
