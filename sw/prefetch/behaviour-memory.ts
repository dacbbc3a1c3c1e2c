import type { Config } from '../../src/shared/config.ts';
import type { Signal } from '../../src/shared/signals.ts';
import { type BehaviourModel, createBehaviour } from '../decision/viewer/behaviour-model.ts';
import { LearnedStrategies } from '../decision/plan/strategies/strategy-table.ts';
import { assessBehaviour, type BehaviourAssessment } from '../decision/viewer/viewer-class.ts';
import { addViewer, listViewers, readViewers, updateViewer, type Viewers } from '../decision/viewer/viewers.ts';
import { Kept } from '../kept.ts';
import type { Memory } from '../memory.ts';

export type BehaviourMemoryParts = {
  readonly config: Config;
  readonly settings: { restore(): Promise<void> };
  readonly viewers: Memory;
  readonly strategies: Memory;
  readonly nowMs: () => number;
};

/** The viewers' models, saved after every signal so that a new worker continues where the last one ended. */
export class BehaviourMemory {
  readonly #viewers: Kept<Viewers>;
  readonly #strategies: Kept<LearnedStrategies>;
  readonly #startedAtMs: number;

  constructor(readonly parts: BehaviourMemoryParts) {
    this.#startedAtMs = parts.nowMs();
    this.#viewers = new Kept<Viewers>(parts.viewers, {
      empty: () => new Map(),
      read: (json) => readViewers(json, parts.nowMs(), parts.config.analyzer.max_viewers),
      write: listViewers,
      merge: (kept, since) => new Map([...since, ...kept]),
    });
    this.#strategies = new Kept(parts.strategies, {
      empty: () => new LearnedStrategies(),
      read: (json) => new LearnedStrategies(json),
      write: (learned) => learned.snapshot(),
    });
  }

  get strategies(): LearnedStrategies {
    return this.#strategies.value;
  }

  async restore(): Promise<void> {
    // The configuration limits how many viewers are read and what is kept about them.
    await this.parts.settings.restore();
    await Promise.all([this.#viewers.restore(), this.#strategies.restore()]);
  }

  has(viewerId: string): boolean {
    return this.#viewers.value.has(viewerId);
  }

  /** Returns the viewer's model, or an empty one for an unknown viewer. */
  find(viewerId: string): BehaviourModel {
    return this.#viewers.value.get(viewerId) ?? createBehaviour(viewerId, this.#startedAtMs);
  }

  /** Adds a viewer. Returns why it was refused, or undefined if it is known now. */
  async add(viewerId: string): Promise<string | undefined> {
    await this.restore();
    const { config, nowMs } = this.parts;
    const added = addViewer(this.#viewers.value, viewerId, nowMs(), config.analyzer.max_viewers);
    if (added.viewers === undefined) return added.refused;
    this.#viewers.value = added.viewers;
    await this.#viewers.save();
    return undefined;
  }

  /** Forgets all viewers, because the strategies have learned from all of them together. */
  async forget(): Promise<void> {
    await Promise.all([this.#viewers.forget(), this.#strategies.forget()]);
  }

  /** Learns from a signal. Returns why it was refused, or undefined if it was accepted. */
  observe(viewerId: string, signal: Signal, isKnownReel: (id: string) => boolean): Promise<string | undefined> {
    return this.#observe(viewerId, [signal], isKnownReel);
  }

  /** Learns from all of the signals or, if one is refused, from none. All reels count as known. */
  observeAll(viewerId: string, signals: readonly Signal[]): Promise<string | undefined> {
    return this.#observe(viewerId, signals, () => true);
  }

  /** Assesses the viewer's behaviour as of now. A new viewer gets the defaults. */
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
    let viewers = this.#viewers.value;
    for (const signal of signals) {
      const update = updateViewer(viewers, viewerId, signal, this.parts.nowMs(), rules);
      if (update.viewers === undefined) return update.refused;
      viewers = update.viewers;
    }
    this.#viewers.value = viewers;
    for (const signal of signals) {
      if (signal.kind !== 'swipe') continue;
      this.strategies.learn({ resourceId: signal.toReelId, atMs: signal.atMs }, signal.fromReelId);
      this.#strategies.touch();
    }
    await Promise.all([this.#viewers.save(), this.#strategies.save()]);
    return undefined;
  }
}
