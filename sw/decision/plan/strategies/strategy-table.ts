import * as v from 'valibot';
import { type Config, ConfigError } from '../../../../src/shared/config.ts';
import { finite } from '../../../../src/shared/numbers.ts';
import { adaptiveStrategy } from './adaptive-strategy.ts';
import { classStrategy } from './class-strategy.ts';
import { PatternStrategy } from './pattern-strategy.ts';
import { sequentialStrategy } from './sequential-strategy.ts';
import { SessionStrategy } from './session-strategy.ts';
import type { Access, ResourceId, Strategy } from './strategy.ts';

/** Every strategy by its name in the configuration. A strategy that learns is restored from its snapshot. */
export const strategyTable: Readonly<Record<string, (snapshot: unknown) => Strategy>> = {
  ai_adaptive: () => adaptiveStrategy,
  behaviour_class: () => classStrategy,
  sequential: () => sequentialStrategy,
  pattern: (snapshot) => new PatternStrategy(snapshot),
  user_behaviour: (snapshot) => new SessionStrategy(snapshot),
};

type Choice = Pick<Config['prefetcher'], 'strategy'>;

/** Throws a ConfigError if the configuration names a strategy that does not exist. */
export function requireStrategies({ strategy }: Choice): void {
  if (namesIn(strategy).every((name) => Object.hasOwn(strategyTable, name))) return;
  const names = Object.keys(strategyTable).map((name) => `"${name}"`);
  throw new ConfigError('prefetcher.strategy', strategy, `one or several of ${names.join(', ')}`);
}

const maxAccesses = 100;
const historySchema = v.pipe(v.array(v.object({ resourceId: v.string(), atMs: finite })), v.maxLength(maxAccesses));

/** The strategies with what they have learned. All of them learn, so one that is chosen later is trained already. */
export class LearnedStrategies {
  readonly #byName: ReadonlyMap<string, Strategy>;
  #history: readonly Access[];

  constructor(snapshot?: unknown) {
    const made = Object.entries(strategyTable).map(([name, make]) => [name, make(partOf(snapshot, name))] as const);
    this.#byName = new Map(made);
    const history = v.safeParse(historySchema, partOf(snapshot, 'history'));
    this.#history = history.success ? history.output : [];
  }

  /** The latest accesses, oldest first. */
  get history(): readonly Access[] {
    return this.#history;
  }

  /** Returns the strategies that the configuration names, in its order. */
  chosen({ strategy }: Choice): readonly Strategy[] {
    return namesIn(strategy)
      .map((name) => this.#byName.get(name))
      .filter((named) => named !== undefined);
  }

  learn(access: Access, from?: ResourceId): void {
    this.#history = [...this.#history.slice(1 - maxAccesses), access];
    for (const strategy of this.#byName.values()) strategy.learn?.(access, from);
  }

  /** Returns plain JSON for the constructor. */
  snapshot(): Readonly<Record<string, unknown>> {
    const learned = [...this.#byName].map(([name, strategy]) => [name, strategy.snapshot?.()] as const);
    return { ...Object.fromEntries(learned.filter(([, part]) => part !== undefined)), history: this.#history };
  }
}

function namesIn(strategy: Choice['strategy']): readonly string[] {
  return [...new Set([strategy].flat())];
}

function partOf(snapshot: unknown, name: string): unknown {
  if (typeof snapshot !== 'object' || snapshot === null) return undefined;
  return Object.entries(snapshot).find(([key]) => key === name)?.[1];
}
