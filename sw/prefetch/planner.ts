import type { Config } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import type { Signal, SwipeSignal } from '../../src/shared/signals.ts';
import type { AdaptiveView } from '../decision/plan/adaptive/view.ts';
import { type AdaptiveFacts, adaptiveGoals, adaptiveRendition } from '../decision/plan/adaptive-goals.ts';
import { type Goal, type PlannableReel, upcomingReels } from '../decision/plan/goal.ts';
import { clientOf, rewriteConditions } from '../decision/plan/client-state.ts';
import { playableRenditions, type RewriteConditions } from '../decision/playlist/manifest-rewrite.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import { type Identity, resourceOf } from '../decision/resource/resource.ts';
import { selectRendition } from '../decision/plan/select-fragment.ts';
import { predictTogether } from '../decision/plan/strategies/combine.ts';
import { goalsOf } from '../decision/plan/strategy-goals.ts';
import type { BehaviourAssessment } from '../decision/viewer/viewer-class.ts';
import type { BehaviourMemory } from './behaviour-memory.ts';
import type { Choose } from './prefetcher.ts';
import type { RenditionChoices } from './rendition-choices.ts';
import type { WatchMemory } from './watch-memory.ts';

export type PlannerParts = {
  readonly config: Pick<Config, 'prefetcher'>;
  readonly behaviour: BehaviourMemory;
  readonly watchTime: WatchMemory;
  readonly choices: RenditionChoices;
  readonly identity: () => Promise<Identity>;
  readonly has: (key: string) => Promise<boolean>;
  readonly link: (view: View) => AdaptiveView['throughput'];
  /** What a page has shown last. */
  readonly view: () => View | undefined;
  readonly region: () => string;
  readonly nowMs: () => number;
};

/** With this much of a reel in the cache a swipe to it starts at once, whatever the plan thinks of the rest. */
const secondsToStart = 2;

/** Decides what is worth having, and in which rendition, by the configured strategy. */
export class Planner {
  #reels: readonly PlannableReel[] = [];
  #view: View | undefined;
  #facts: AdaptiveFacts | undefined;
  #rest = '';

  constructor(readonly parts: PlannerParts) {}

  /** Why the latest plan asks for nothing more than it does. */
  get rest(): string {
    return this.#rest;
  }

  restore(): Promise<unknown> {
    const { behaviour, watchTime, choices } = this.parts;
    return Promise.all([behaviour.restore(), watchTime.restore(), choices.restore()]);
  }

  /** Why the signal was refused, or undefined when something was learned from it. */
  async observe(viewerId: string, signal: Signal): Promise<string | undefined> {
    const reels = this.#view?.reels;
    const isKnown = (id: string) => reels?.some((reel) => reel.id === id) ?? true;
    const refused = await this.parts.behaviour.observe(viewerId, signal, isKnown);
    if (refused !== undefined || signal.kind !== 'swipe') return refused;
    return this.#learnWatch(signal);
  }

  /** All of the signals or none. Of another viewer than the one who watches here, only the behaviour is learned. */
  async observeAll(viewerId: string, signals: readonly Signal[]): Promise<string | undefined> {
    const refused = await this.parts.behaviour.observeAll(viewerId, signals);
    if (refused !== undefined || viewerId !== this.parts.view()?.viewerId) return refused;
    for (const signal of signals) if (signal.kind === 'swipe') await this.#learnWatch(signal);
    return undefined;
  }

  async decide(view: View, reels: readonly PlannableReel[]): Promise<readonly Goal[]> {
    await this.restore();
    const assessment = this.parts.behaviour.assess(view.viewerId);
    this.#view = view;
    this.#reels = reels;
    this.#facts = await this.#gatherFacts(view, reels, assessment);
    const { strategy } = this.parts.config.prefetcher;
    return strategy === 'ai_adaptive' ? this.#decideByValue(this.#facts) : this.#decideByStrategy(view, assessment);
  }

  /** Chooses renditions of reels that are not begun yet. A choice that was made stays. */
  async choose(): Promise<Choose> {
    const [identity] = await Promise.all([this.parts.identity(), this.restore()]);
    return (manifestUrl, manifest) => {
      const { key } = resourceOf(manifestUrl, null, identity);
      const conditions = { ...rewriteConditions(this.parts.view()), first: null };
      const keyOf = (uri: string) => resourceOf(uri, null, identity).key;
      this.parts.choices.locate(
        key,
        manifest.renditions.map(({ uri }) => ({ uri, playlistKey: keyOf(uri) })),
      );
      // A reel that is begun stays in its rendition, whatever the network does, as long as it can be decoded.
      const decodable = narrow(manifest, { ...conditions, maxHeight: null, hopelessAboveBps: null });
      return this.parts.choices.choose(key, decodable, () => this.#pick(manifestUrl, narrow(manifest, conditions)));
    };
  }

  /** The same, for what is still to be fetched: of the reel that plays, the rest in what its player goes on with. */
  async chooseAhead(): Promise<Choose> {
    const [identity, choose] = await Promise.all([this.parts.identity(), this.choose()]);
    return (manifestUrl, manifest) => {
      const view = this.parts.view();
      const isPlaying = view?.reels[view.currentIndex]?.url === manifestUrl;
      const { key } = resourceOf(manifestUrl, null, identity);
      const chosen = choose(manifestUrl, manifest);
      return isPlaying ? (this.parts.choices.played(key, manifest) ?? chosen) : chosen;
    };
  }

  #learnWatch(swipe: SwipeSignal): Promise<string | undefined> {
    const reel = this.#view?.reels.find(({ id }) => id === swipe.fromReelId);
    return this.parts.watchTime.observe(swipe, reel, this.#setting());
  }

  #pick(manifestUrl: string, manifest: Manifest): Rendition | undefined {
    const reel = this.#view?.reels.find(({ url }) => url === manifestUrl);
    const byValue =
      reel === undefined || this.#facts === undefined || this.parts.config.prefetcher.strategy !== 'ai_adaptive'
        ? undefined
        : adaptiveRendition(reel.id, manifest, this.#reels, this.#facts);
    return byValue ?? selectRendition(clientOf(this.parts.view()), manifest.renditions)?.rendition;
  }

  #decideByValue(facts: AdaptiveFacts): Goal[] {
    const { goals, rest } = adaptiveGoals(this.#reels, facts);
    this.#rest = rest;
    const next = upcomingReels(facts.view, facts.direction).slice(
      0,
      this.parts.config.prefetcher.default_prefetch_count,
    );
    const starts = next.map(({ id }, index) => ({
      reelId: id,
      seconds: secondsToStart,
      strategy: 'ai_adaptive',
      reason: `${index + 1} ahead: enough to start at once`,
    }));
    return [...goals, ...starts];
  }

  #decideByStrategy(view: View, behaviour: BehaviourAssessment): Goal[] {
    const upcoming = upcomingReels(view, behaviour.direction).map(({ id }) => id);
    const current = view.reels[view.currentIndex]?.id ?? '';
    const context = { nowMs: this.parts.nowMs(), upcoming, behaviour };
    const { strategies } = this.parts.behaviour;
    this.#rest = behaviour.reason;
    const requests = predictTogether(strategies.active, current, strategies.history, context);
    return goalsOf(requests, (id) => view.reels.some((reel) => reel.id === id));
  }

  async #gatherFacts(
    view: View,
    reels: readonly PlannableReel[],
    { direction }: BehaviourAssessment,
  ): Promise<AdaptiveFacts> {
    const identity = await this.parts.identity();
    const keys = reels.flatMap(({ outline }) =>
      outline.tracks.flatMap(({ playlist }) =>
        playlist.segments.map(({ uri, range }) => resourceOf(uri, range, identity).key),
      ),
    );
    const verdicts = await Promise.all(keys.map((key) => this.parts.has(key)));
    const here = new Set(keys.filter((_, index) => verdicts[index]));
    return {
      view,
      direction,
      identity,
      has: (key) => here.has(key),
      link: this.parts.link(view),
      watchTime: this.parts.watchTime.model,
      setting: this.#setting(),
      nowMs: this.parts.nowMs(),
    };
  }

  #setting() {
    return { hour: new Date(this.parts.nowMs()).getHours(), region: this.parts.region() };
  }
}

function narrow(manifest: Manifest, conditions: RewriteConditions): Manifest {
  return { ...manifest, renditions: playableRenditions(manifest.renditions, conditions) };
}
