import * as v from 'valibot';
import type { StrategyName } from '../../../../src/shared/config.ts';
import { classStrategy } from './class-strategy.ts';
import { PatternStrategy } from './pattern-strategy.ts';
import { sequentialStrategy } from './sequential-strategy.ts';
import { SessionStrategy } from './session-strategy.ts';
import type { Access, LearningStrategy, ResourceId, Strategy } from './strategy.ts';

const keptAccesses = 100;
const historySchema = v.pipe(
  v.array(v.object({ resourceId: v.string(), atMs: v.pipe(v.number(), v.finite()) })),
  v.maxLength(keptAccesses),
);

/**
 * The strategies behind the configured name. The learning ones learn whichever is chosen, so that a later choice finds
 * them experienced.
 */
export class ConfiguredStrategies {
  readonly #learning: readonly LearningStrategy[];
  readonly active: readonly Strategy[];
  #history: readonly Access[];

  /**
   * With "ai_adaptive" the reels themselves are planned elsewhere (by expected value); what remains to predict here is
   * everything else: app routes, feed pages and other things that are learned from what followed what.
   */
  constructor(name: StrategyName, snapshot?: unknown) {
    const pattern = new PatternStrategy(partOf(snapshot, 'pattern'));
    const session = new SessionStrategy(partOf(snapshot, 'user_behaviour'));
    const byName = {
      ai_adaptive: [pattern, session],
      behaviour_class: [classStrategy],
      sequential: [sequentialStrategy],
      pattern: [pattern],
      user_behaviour: [session],
    } satisfies Record<StrategyName, readonly Strategy[]>;
    this.#learning = [pattern, session];
    this.active = byName[name];
    const history = v.safeParse(historySchema, partOf(snapshot, 'history'));
    this.#history = history.success ? history.output : [];
  }

  /** The latest accesses, oldest first. */
  get history(): readonly Access[] {
    return this.#history;
  }

  learn(access: Access, from?: ResourceId): void {
    this.#history = [...this.#history.slice(1 - keptAccesses), access];
    for (const strategy of this.#learning) strategy.learn(access, from);
  }

  /** Plain JSON for the constructor. */
  snapshot(): Readonly<Record<string, unknown>> {
    const learned = Object.fromEntries(this.#learning.map((strategy) => [strategy.name, strategy.snapshot()]));
    return { ...learned, history: this.#history };
  }
}

function partOf(snapshot: unknown, name: string): unknown {
  if (typeof snapshot !== 'object' || snapshot === null) return undefined;
  return Object.entries(snapshot).find(([key]) => key === name)?.[1];
}
