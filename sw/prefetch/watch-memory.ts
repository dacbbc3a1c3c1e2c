import type { ReelInView } from '../../src/shared/messages.ts';
import type { SwipeSignal } from '../../src/shared/signals.ts';
import {
  createWatchTime,
  observeWatch,
  readWatchTime,
  type Setting,
  type WatchTimeModel,
} from '../decision/plan/adaptive/watch-time.ts';
import type { Memory } from '../memory.ts';

/** How long viewers here watch, learned from their swipes and written down after each. */
export class WatchMemory {
  #restored: Promise<void> | undefined;
  #model: WatchTimeModel;

  constructor(
    readonly memory: Memory,
    readonly nowMs: () => number,
  ) {
    this.#model = createWatchTime(nowMs());
  }

  get model(): WatchTimeModel {
    return this.#model;
  }

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  /** Why the swipe was refused, or undefined when something was learned from it. */
  async observe(
    { fromReelId, watchedSeconds, durationSeconds }: SwipeSignal,
    reel: ReelInView | undefined,
    setting: Setting,
  ): Promise<string | undefined> {
    await this.restore();
    const facts = { durationSeconds, tags: reel?.tags ?? [], retention: undefined };
    const observation = { ...setting, reelId: fromReelId, watchedSeconds };
    const { model, refused } = observeWatch(this.#model, observation, facts, this.nowMs());
    this.#model = model;
    if (refused === undefined) await this.memory.write(model).catch(() => undefined);
    return refused;
  }

  async forget(): Promise<void> {
    await this.restore();
    this.#model = createWatchTime(this.nowMs());
    await this.memory.write(this.#model);
  }

  async #read(): Promise<void> {
    const saved = await this.memory.read().catch(() => undefined);
    this.#model = readWatchTime(saved, this.nowMs()) ?? this.#model;
  }
}
