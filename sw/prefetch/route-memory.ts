import { PatternStrategy } from '../decision/plan/strategies/pattern-strategy.ts';
import type { PrefetchRequest } from '../decision/plan/strategies/prediction.ts';
import { Kept } from '../kept.ts';
import type { Memory } from '../memory.ts';

/**
 * Learns which view of the app follows which, separately from the reels: opening another view is the same step from
 * every reel.
 */
export class RouteMemory {
  readonly #kept: Kept<PatternStrategy>;

  constructor(
    memory: Memory,
    readonly nowMs: () => number,
  ) {
    this.#kept = new Kept(memory, {
      empty: () => new PatternStrategy(),
      read: (json) => new PatternStrategy(json),
      write: (pattern) => pattern.snapshot(),
    });
  }

  /** Learns that a view was entered. The page repeats messages that may be lost, so only a change counts. */
  async enter(path: string): Promise<void> {
    await this.#kept.restore();
    this.#kept.value.learn({ resourceId: path, atMs: this.nowMs() });
    this.#kept.touch();
    await this.#kept.save();
  }

  async predict(): Promise<readonly PrefetchRequest[]> {
    await this.#kept.restore();
    const pattern = this.#kept.value;
    const { last } = pattern.snapshot();
    return last === null ? [] : pattern.predict(last, [], { nowMs: this.nowMs() });
  }

  forget(): Promise<void> {
    return this.#kept.forget();
  }
}
