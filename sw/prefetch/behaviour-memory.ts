import type { Config } from '../../src/shared/config.ts';
import type { Signal } from '../../src/shared/signals.ts';
import { createBehaviour } from '../decision/behaviour-model.ts';
import { ConfiguredStrategies } from '../decision/strategies/configured-strategies.ts';
import { assessBehaviour, type BehaviourAssessment } from '../decision/viewer-class.ts';
import { listViewers, readViewers, updateViewer, type Viewers } from '../decision/viewers.ts';

export type Memory = {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
};

export type BehaviourMemoryParts = {
  readonly config: Config;
  readonly viewers: Memory;
  readonly strategies: Memory;
  readonly nowMs: () => number;
};

/** What is known of the viewers, written down after every signal so that a new worker goes on where the last one ended. */
export class BehaviourMemory {
  #restored: Promise<void> | undefined;
  #viewers: Viewers = new Map();
  #strategies: ConfiguredStrategies;

  constructor(readonly parts: BehaviourMemoryParts) {
    this.#strategies = new ConfiguredStrategies(parts.config.prefetcher.strategy);
  }

  get strategies(): ConfiguredStrategies {
    return this.#strategies;
  }

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  /** Why the signal was refused, or undefined when the model has learned from it. */
  async observe(viewerId: string, signal: Signal, isKnownReel: (id: string) => boolean): Promise<string | undefined> {
    await this.restore();
    const { config, nowMs } = this.parts;
    const rules = { analyzer: config.analyzer, isKnownReel };
    const update = updateViewer(this.#viewers, viewerId, signal, nowMs(), rules);
    if (update.viewers === undefined) return update.refused;
    this.#viewers = update.viewers;
    if (signal.kind === 'swipe') this.#strategies.learn({ resourceId: signal.toReelId, atMs: signal.atMs });
    await Promise.all([
      this.parts.viewers.write(listViewers(this.#viewers)),
      this.parts.strategies.write(this.#strategies.snapshot()),
    ]).catch(() => undefined);
    return undefined;
  }

  /** What is known of this viewer now; of a new one, nothing, which means the defaults. */
  assess(viewerId: string): BehaviourAssessment {
    const nowMs = this.parts.nowMs();
    const model = this.#viewers.get(viewerId) ?? createBehaviour(viewerId, nowMs);
    return assessBehaviour(model, nowMs, this.parts.config);
  }

  async #read(): Promise<void> {
    const { config, viewers, strategies, nowMs } = this.parts;
    const [savedViewers, savedStrategies] = await Promise.all([
      viewers.read().catch(() => undefined),
      strategies.read().catch(() => undefined),
    ]);
    this.#viewers = readViewers(savedViewers, nowMs(), config.analyzer.max_viewers);
    this.#strategies = new ConfiguredStrategies(config.prefetcher.strategy, savedStrategies);
  }
}
