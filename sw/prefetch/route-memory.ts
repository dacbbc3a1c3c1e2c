import { PatternStrategy } from '../decision/plan/strategies/pattern-strategy.ts';
import type { PrefetchRequest } from '../decision/plan/strategies/strategy.ts';
import type { Memory } from '../memory.ts';

/**
 * Which view of the app follows which. Learned apart from the reels: from whichever reel a viewer opens another view, it
 * is the same step.
 */
export class RouteMemory {
  #pattern = new PatternStrategy();
  #restored: Promise<void> | undefined;

  constructor(
    readonly memory: Memory,
    readonly nowMs: () => number,
  ) {}

  /** The page says it again whenever it cannot know that it was heard; only a change is learned from. */
  async enter(path: string): Promise<void> {
    await this.#restore();
    this.#pattern.learn({ resourceId: path, atMs: this.nowMs() });
    await this.memory.write(this.#pattern.snapshot()).catch(() => undefined);
  }

  async predict(): Promise<readonly PrefetchRequest[]> {
    await this.#restore();
    const { last } = this.#pattern.snapshot();
    return last === null ? [] : this.#pattern.predict(last, [], { nowMs: this.nowMs() });
  }

  async forget(): Promise<void> {
    await this.#restore();
    this.#pattern = new PatternStrategy();
    await this.memory.write(this.#pattern.snapshot()).catch(() => undefined);
  }

  #restore(): Promise<void> {
    this.#restored ??= this.memory.read().then(
      (saved) => {
        this.#pattern = new PatternStrategy(saved);
      },
      () => undefined,
    );
    return this.#restored;
  }
}
