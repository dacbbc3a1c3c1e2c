import type { InteractionAction } from '../shared/signals.ts';
import { Tracker } from './tracker.ts';

/** Seeks that follow each other more closely are one: a drag along the bar moves the picture at each of its steps. */
const oneSeekMs = 1000;

/** Tells as well what the viewer does with a reel, as far as the page has buttons for it. */
export class InteractionTracker extends Tracker {
  /** When the reel that was sought in last was. */
  #soughtAtMs: Readonly<Record<string, number>> = {};

  interact(action: InteractionAction, atMs: number): void {
    const { reelId } = this;
    if (reelId === undefined) return;
    if (action === 'seek') {
      this.jump();
      const sinceMs = atMs - (this.#soughtAtMs[reelId] ?? 0);
      this.#soughtAtMs = { [reelId]: atMs };
      if (sinceMs < oneSeekMs) return;
    }
    this.send({ kind: 'interaction', atMs, reelId, action });
  }
}
