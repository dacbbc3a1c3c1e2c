import type { InteractionAction } from '../shared/signals.ts';
import { Tracker } from './tracker.ts';

/** Seeks closer together than this count as one: dragging the scrub bar seeks at every step. */
const oneSeekMs = 1000;

/** Also reports what the viewer does with a reel, as far as the page has controls for it. */
export class InteractionTracker extends Tracker {
  /** The time of the last seek, keyed by its reel. Only the last reel is kept. */
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
