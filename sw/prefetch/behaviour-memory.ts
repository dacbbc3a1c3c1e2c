import type { Config, StrategyName } from '../../src/shared/config.ts';
import type { Signal } from '../../src/shared/signals.ts';
import { type BehaviourModel, createBehaviour } from '../decision/viewer/behaviour-model.ts';
import { ConfiguredStrategies } from '../decision/plan/strategies/configured-strategies.ts';
import { assessBehaviour, type BehaviourAssessment } from '../decision/viewer/viewer-class.ts';
import { addViewer, listViewers, readViewers, updateViewer, type Viewers } from '../decision/viewer/viewers.ts';
import type { Memory } from '../memory.ts';

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
  #strategyName: StrategyName;
  readonly #startedAtMs: number;

  constructor(readonly parts: BehaviourMemoryParts) {
    this.#startedAtMs = parts.nowMs();
    this.#strategyName = parts.config.prefetcher.strategy;
    this.#strategies = new ConfiguredStrategies(this.#strategyName);
  }

  /** Another choice in the configuration takes what was learned with it. */
  get strategies(): ConfiguredStrategies {
    const { strategy } = this.parts.config.prefetcher;
    if (strategy !== this.#strategyName) {
      this.#strategyName = strategy;
      this.#strategies = new ConfiguredStrategies(strategy, this.#strategies.snapshot());
    }
    return this.#strategies;
  }

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  has(viewerId: string): boolean {
    return this.#viewers.has(viewerId);
  }

  /** The viewer's model; an empty one for a viewer of whom nothing is known. */
  find(viewerId: string): BehaviourModel {
    return this.#viewers.get(viewerId) ?? createBehaviour(viewerId, this.#startedAtMs);
  }

  /** Why the viewer was refused, or undefined when it is known now. */
  async add(viewerId: string): Promise<string | undefined> {
    await this.restore();
    const { config, nowMs } = this.parts;
    const added = addViewer(this.#viewers, viewerId, nowMs(), config.analyzer.max_viewers);
    if (added.viewers === undefined) return added.refused;
    this.#viewers = added.viewers;
    await this.#save();
    return undefined;
  }

  /** Everybody: what follows what was learned of all viewers together. */
  async forget(): Promise<void> {
    await this.restore();
    this.#viewers = new Map();
    this.#strategies = new ConfiguredStrategies(this.#strategyName);
    await this.#save();
  }

  /** Why the signal was refused, or undefined when the model has learned from it. */
  observe(viewerId: string, signal: Signal, isKnownReel: (id: string) => boolean): Promise<string | undefined> {
    return this.#observe(viewerId, [signal], isKnownReel);
  }

  /** Learns from all of the signals, whose reels are known, or from none of them. */
  observeAll(viewerId: string, signals: readonly Signal[]): Promise<string | undefined> {
    return this.#observe(viewerId, signals, () => true);
  }

  /** What is known of this viewer now; of a new one, nothing, which means the defaults. */
  assess(viewerId: string): BehaviourAssessment {
    return assessBehaviour(this.find(viewerId), this.parts.nowMs(), this.parts.config);
  }

  async #observe(
    viewerId: string,
    signals: readonly Signal[],
    isKnownReel: (id: string) => boolean,
  ): Promise<string | undefined> {
    await this.restore();
    const rules = { analyzer: this.parts.config.analyzer, isKnownReel };
    let viewers = this.#viewers;
    for (const signal of signals) {
      const update = updateViewer(viewers, viewerId, signal, this.parts.nowMs(), rules);
      if (update.viewers === undefined) return update.refused;
      viewers = update.viewers;
    }
    this.#viewers = viewers;
    for (const signal of signals) {
      if (signal.kind !== 'swipe') continue;
      this.strategies.learn({ resourceId: signal.toReelId, atMs: signal.atMs }, signal.fromReelId);
    }
    await this.#save();
    return undefined;
  }

  /** What cannot be written down is known for as long as this worker lives. */
  async #save(): Promise<void> {
    await Promise.all([
      this.parts.viewers.write(listViewers(this.#viewers)),
      this.parts.strategies.write(this.#strategies.snapshot()),
    ]).catch(() => undefined);
  }

  async #read(): Promise<void> {
    const { config, viewers, strategies, nowMs } = this.parts;
    const [savedViewers, savedStrategies] = await Promise.all([
      viewers.read().catch(() => undefined),
      strategies.read().catch(() => undefined),
    ]);
    this.#viewers = readViewers(savedViewers, nowMs(), config.analyzer.max_viewers);
    this.#strategyName = config.prefetcher.strategy;
    this.#strategies = new ConfiguredStrategies(this.#strategyName, savedStrategies);
  }
}
