import type { View } from '../src/shared/messages.ts';
import { cautiousBps } from './decision/plan/client-state.ts';

/** A playing page repeats its view every second: one that has been silent for so long does not play any more. */
const holdsMs = 4000;

/** What the page that the viewer looks at has shown last. */
export class CurrentView {
  #latest: View | undefined;
  #pageId = '';

  constructor(readonly nowMs: () => number) {}

  get latest(): View | undefined {
    return this.#latest;
  }

  /** False for a tab in the background: it does not speak for the one that the viewer looks at. */
  see(view: View, pageId: string): boolean {
    if (!view.visible && pageId !== this.#pageId && this.#isWatched()) return false;
    this.#latest = view;
    this.#pageId = pageId;
    return true;
  }

  get throughputBps(): number {
    return this.#latest?.throughputBps ?? cautiousBps;
  }

  get savesData(): boolean {
    return this.#latest?.device.connection.saveData ?? false;
  }

  /** A reel plays before the viewer's eyes, and may need the network for itself. */
  get isPlaying(): boolean {
    return this.#isWatched() && this.#latest?.playback.paused === false && !this.savesData;
  }

  #isWatched(): boolean {
    return this.#latest?.visible === true && this.nowMs() - this.#latest.atMs < holdsMs;
  }
}
