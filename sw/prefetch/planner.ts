import type { Config } from '../../src/shared/config.ts';
import type { ReelInView, View } from '../../src/shared/messages.ts';
import type { Signal } from '../../src/shared/signals.ts';
import { isTooHeavy, segmentsInReach } from '../decision/plan/adaptive-goals.ts';
import type { Link } from '../decision/plan/adaptive/link-model.ts';
import type { Goal, PlannableReel } from '../decision/plan/goal.ts';
import { cautiousBps, clientOf, rewriteConditions } from '../decision/plan/client-state.ts';
import { withinReach } from '../decision/plan/transfer-policy.ts';
import { expectSeconds } from '../decision/plan/adaptive/watch-time.ts';
import { playableRenditions, type RewriteConditions } from '../decision/playlist/manifest-rewrite.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import { inStandardRange } from '../decision/playlist/choose-rendition.ts';
import { readPlaylist } from '../decision/playlist/read-playlist.ts';
import { type Identity, keyFor } from '../decision/resource/resource.ts';
import { selectRendition } from '../decision/plan/select-fragment.ts';
import { combinePlans } from '../decision/plan/strategies/combine-plans.ts';
import type { Situation, Strategy } from '../decision/plan/strategies/strategy.ts';
import type { BehaviourMemory } from './behaviour-memory.ts';
import type { Choose } from './prefetcher.ts';
import type { RenditionChoices } from './rendition-choices.ts';
import type { TransferMemory } from './transfer-memory.ts';
import type { WatchMemory } from './watch-memory.ts';

export type PlannerParts = {
  readonly config: Pick<Config, 'prefetcher' | 'analyzer'>;
  readonly behaviour: BehaviourMemory;
  readonly watchTime: WatchMemory;
  readonly choices: RenditionChoices;
  readonly network: {
    identity(): Promise<Identity>;
    readKeptText(url: string): Promise<string | undefined>;
  };
  readonly cache: {
    has(key: string): Promise<boolean>;
    /** Whether there is an entry, fresh or stale. */
    hasEvenIfStale(key: string): Promise<boolean>;
  };
  readonly measured: TransferMemory;
  readonly settings: { restore(): Promise<void> };
  /** The view that a page reported last. */
  readonly view: { readonly latest: View | undefined };
  readonly region: () => string;
  readonly nowMs: () => number;
};

/** Decides what is worth prefetching, and in which rendition, by the configured strategies. */
export class Planner {
  #situation: Situation | undefined;
  #rest = '';

  constructor(readonly parts: PlannerParts) {}

  /** Why the latest plan contains no more than it does. */
  get rest(): string {
    return this.#rest;
  }

  /** Returns the current estimate of the link. */
  link({ throughputBps }: View): Link {
    return this.parts.measured.link(throughputBps ?? cautiousBps);
  }

  /** Estimates how long a reel is watched, from its feed's data and from what was learned here. */
  expectSeconds(reel: ReelInView): number {
    const seconds = expectSeconds(this.parts.watchTime.model, reel, this.#setting(), this.parts.nowMs());
    // Rounded, since what was learned decays continuously, which is not worth reporting as a change.
    return Math.round(10 * seconds) / 10;
  }

  restore(): Promise<unknown> {
    const { behaviour, watchTime, choices } = this.parts;
    return Promise.all([behaviour.restore(), watchTime.restore(), choices.restore()]);
  }

  /** Learns from a signal. Returns why it was refused, or undefined if it was accepted. */
  async observe(viewerId: string, signal: Signal): Promise<string | undefined> {
    const reels = this.parts.view.latest?.reels;
    const isKnown = (id: string) => reels?.some((reel) => reel.id === id) ?? true;
    const refused = await this.parts.behaviour.observe(viewerId, signal, isKnown);
    if (refused === undefined) await this.#learnWatch(signal);
    return refused;
  }

  /** Learns from all of the signals or none. Watch times are learned from the current viewer only. */
  async observeAll(viewerId: string, signals: readonly Signal[]): Promise<string | undefined> {
    const refused = await this.parts.behaviour.observeAll(viewerId, signals);
    if (refused !== undefined || viewerId !== this.parts.view.latest?.viewerId) return refused;
    for (const signal of signals) await this.#learnWatch(signal);
    return undefined;
  }

  /** Like `decide`, but no more than `maxReelsAhead` reels ahead. */
  async decideWithin(view: View, reels: readonly PlannableReel[], maxReelsAhead: number): Promise<readonly Goal[]> {
    await this.parts.settings.restore();
    return withinReach(await this.decide(view, reels), view, maxReelsAhead);
  }

  async decide(view: View, reels: readonly PlannableReel[]): Promise<readonly Goal[]> {
    await this.restore();
    const situation = await this.#gather(view, reels);
    this.#situation = situation;
    this.#reopenChoices(situation);
    const plans = this.#strategies.map((strategy) => strategy.plan(situation));
    this.#rest = [...new Set(plans.map(({ rest }) => rest))].join('; ');
    return combinePlans(plans);
  }

  /** Chooses for a player's request. A reel that started before the worker did may be cached in another rendition. */
  readonly chooseNow = async (manifestUrl: string, manifest: Manifest): Promise<Rendition> => {
    const choose = await this.choose();
    return choose(manifestUrl, manifest, await this.#findWithCachedStart(manifestUrl, manifest));
  };

  /** Returns a function that chooses renditions for reels that have not started yet. A choice once made stays. */
  async choose(): Promise<(manifestUrl: string, manifest: Manifest, withCachedStart?: Rendition) => Rendition> {
    const [identity] = await Promise.all([this.parts.network.identity(), this.restore()]);
    return (manifestUrl, manifest, withCachedStart) => {
      const key = keyFor(manifestUrl, identity);
      const keyOf = (uri: string) => keyFor(uri, identity);
      this.parts.choices.locate(
        key,
        manifest.renditions.map(({ uri, bandwidthBps }) => ({ uri, playlistKey: keyOf(uri), bandwidthBps })),
      );
      const pick = () => this.#pick(manifestUrl, narrow(manifest, this.#conditionsFor(manifestUrl)));
      return this.parts.choices.choose(key, this.#decodable(manifest), pick, withCachedStart);
    };
  }

  /** Like `choose`, for prefetches: the rest of the playing reel is fetched in the rendition that its player uses. */
  async chooseAhead(): Promise<Choose> {
    const [identity, choose] = await Promise.all([this.parts.network.identity(), this.choose()]);
    return (manifestUrl, manifest) => {
      const key = keyFor(manifestUrl, identity);
      const chosen = choose(manifestUrl, manifest);
      return this.#playing(manifestUrl, key, manifest) ?? chosen;
    };
  }

  /** Returns the best rendition whose beginning is cached, unless the beginning of the chosen one is. */
  async #findWithCachedStart(manifestUrl: string, manifest: Manifest): Promise<Rendition | undefined> {
    const { choices, network } = this.parts;
    if (choices.startBps !== null) return undefined;
    const key = keyFor(manifestUrl, await network.identity());
    const chosen = choices.find(key);
    if (chosen !== undefined && (await this.#hasCachedStart(chosen, manifest))) return undefined;
    const best = this.#decodable(manifest).renditions.toSorted((a, b) => b.bandwidthBps - a.bandwidthBps);
    const haveCachedStart = await Promise.all(best.map(({ uri }) => this.#hasCachedStart(uri, manifest)));
    // Unless another one was chosen meanwhile.
    return choices.find(key) === chosen ? best.find((_, place) => haveCachedStart[place]) : undefined;
  }

  async #hasCachedStart(playlistUrl: string, { variables }: Manifest): Promise<boolean> {
    try {
      const text = await this.parts.network.readKeptText(playlistUrl);
      const first = text === undefined ? undefined : readPlaylist(text, playlistUrl, variables).segments[0];
      if (first === undefined) return false;
      return await this.parts.cache.hasEvenIfStale(keyFor(first.uri, await this.parts.network.identity(), first.range));
    } catch {
      // A playlist that cannot be read counts as not cached.
      return false;
    }
  }

  #conditionsFor(manifestUrl: string): RewriteConditions {
    return { ...rewriteConditions(this.parts.view.latest, manifestUrl), first: null };
  }

  /** Filters by decodability alone: a reel that has started stays in its rendition, whatever the network does. */
  #decodable(manifest: Manifest): Manifest {
    const undecodableCodecs = this.parts.view.latest?.device.undecodableCodecs ?? [];
    return narrow(manifest, { undecodableCodecs, maxHeight: null, hopelessAboveBps: null, first: null });
  }

  /** Returns the rendition that the player of the current reel uses, or undefined if that is unknown. */
  #playing(manifestUrl: string, key: string, manifest: Manifest): Rendition | undefined {
    const view = this.parts.view.latest;
    if (view?.reels[view.currentIndex]?.url !== manifestUrl) return undefined;
    return this.parts.choices.played(key, manifest, view.playback.playlistUrl);
  }

  async #learnWatch(signal: Signal): Promise<void> {
    const { config, view, watchTime } = this.parts;
    if (signal.kind !== 'swipe' || !config.analyzer.enable_watch_time_tracking) return;
    const reel = view.latest?.reels.find(({ id }) => id === signal.fromReelId);
    await watchTime.observe(signal, reel, this.#setting());
  }

  get #strategies(): readonly Strategy[] {
    return this.parts.behaviour.strategies.chosen(this.parts.config.prefetcher);
  }

  /**
   * Picks the rendition that the page's players start with by a rule of their own, if they have one and do not report
   * what they play; otherwise the one that the first strategy with an opinion names; otherwise the one that suits the
   * client.
   */
  #pick(manifestUrl: string, manifest: Manifest): Rendition | undefined {
    const situation = this.#situation;
    const { startBps } = this.parts.choices;
    const playerReportsRendition = this.parts.view.latest?.playback.playlistUrl !== undefined;
    if (startBps !== null && !playerReportsRendition) return bestWithin(manifest.renditions, startBps);
    const reel = situation?.view.reels.find(({ url }) => url === manifestUrl);
    if (situation !== undefined && reel !== undefined) {
      for (const strategy of this.#strategies) {
        const rendition = strategy.rendition?.(reel.id, manifest, situation);
        if (rendition !== undefined) return rendition;
      }
    }
    // If no rendition can be decoded, the player says so.
    return selectRendition(clientOf(this.parts.view.latest), manifest.renditions)?.rendition ?? manifest.renditions[0];
  }

  async #gather(view: View, reels: readonly PlannableReel[]): Promise<Situation> {
    const { behaviour, config } = this.parts;
    const assessment = behaviour.assess(view.viewerId);
    const identity = await this.parts.network.identity();
    const keys = reels.flatMap((planned) => segmentKeys(planned, view, identity));
    const verdicts = await Promise.all(keys.map((key) => this.parts.cache.has(key)));
    const cachedKeys = new Set(keys.filter((_, index) => verdicts[index]));
    return {
      view,
      reels,
      behaviour: assessment,
      history: behaviour.strategies.history,
      defaultCount: config.prefetcher.default_prefetch_count,
      direction: assessment.direction,
      identity,
      has: (key) => cachedKeys.has(key),
      bytesOf: (key) => this.parts.measured.bytesOf(key),
      link: this.link(view),
      watchTime: this.parts.watchTime.model,
      setting: this.#setting(),
      nowMs: this.parts.nowMs(),
    };
  }

  /** Reopens the choice for coming reels without cached segments if the link no longer carries their rendition. */
  #reopenChoices({ view, reels, identity, link, has }: Situation): void {
    for (const planned of reels) {
      if (!isTooHeavy(planned.outline, link) || segmentKeys(planned, view, identity).some(has)) continue;
      this.parts.choices.reopen(keyFor(planned.reel.url, identity));
    }
  }

  #setting() {
    return { hour: new Date(this.parts.nowMs()).getHours(), region: this.parts.region() };
  }
}

function segmentKeys({ reel, outline }: PlannableReel, view: View, identity: Identity): string[] {
  const segments = segmentsInReach(reel, outline, view) ?? [];
  return segments.map(({ uri, range }) => keyFor(uri, identity, range));
}

/** Returns the best rendition within this bitrate, or else the lowest. */
function bestWithin(renditions: readonly Rendition[], bps: number): Rendition | undefined {
  const ascending = renditions.toSorted((a, b) => a.bandwidthBps - b.bandwidthBps);
  return ascending.findLast(({ bandwidthBps }) => bandwidthBps <= bps) ?? ascending[0];
}

function narrow(manifest: Manifest, conditions: RewriteConditions): Manifest {
  return { ...manifest, renditions: inStandardRange(playableRenditions(manifest.renditions, conditions)) };
}
