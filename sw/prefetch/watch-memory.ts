import type { ReelInView } from '../../src/shared/messages.ts';
import type { SwipeSignal } from '../../src/shared/signals.ts';
import {
  createWatchTime,
  observeWatch,
  readWatchTime,
  type Setting,
  type WatchTimeModel,
} from '../decision/plan/adaptive/watch-time.ts';
import { Kept } from '../kept.ts';
import type { Memory } from '../memory.ts';

/** How long viewers watch, learned from their swipes and persisted after each one. */
export class WatchMemory {
  readonly #kept: Kept<WatchTimeModel>;

  constructor(
    memory: Memory,
    readonly nowMs: () => number,
  ) {
    this.#kept = new Kept(memory, {
      empty: () => createWatchTime(nowMs()),
      read: (json) => readWatchTime(json),
    });
  }

  get model(): WatchTimeModel {
    return this.#kept.value;
  }

  restore(): Promise<void> {
    return this.#kept.restore();
  }

  async observe(
    { watchedSeconds, durationSeconds }: SwipeSignal,
    reel: ReelInView | undefined,
    setting: Setting,
  ): Promise<void> {
    await this.restore();
    const facts = { durationSeconds, tags: reel?.tags ?? [], retention: reel?.retention };
    const model = observeWatch(this.model, { ...setting, watchedSeconds }, facts, this.nowMs());
    if (model === this.model) return;
    this.#kept.value = model;
    await this.#kept.save();
  }

  forget(): Promise<void> {
    return this.#kept.forget();
  }
}
