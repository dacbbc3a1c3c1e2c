import type { Config } from '../../src/shared/config.ts';
import type { ReelInView, View } from '../../src/shared/messages.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import type { Link } from '../decision/plan/adaptive/link-model.ts';
import { aheadOfPlayer, type Goal, type PlannableReel } from '../decision/plan/goal.ts';
import type { Outline } from '../decision/playlist/outline.ts';
import { readOutline } from '../decision/playlist/outline-reader.ts';
import { type PageGoal, wishesForPages } from '../decision/plan/page-goals.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import { interceptTypesOf } from '../decision/resource/intercept-types.ts';
import type { Identity, Resource } from '../decision/resource/resource.ts';
import { wishesFor } from '../decision/plan/wishes.ts';
import type { PrefetchQueue } from './queue.ts';

/** The rendition that a reel is fetched and played in. */
export type Choose = (manifestUrl: string, manifest: Manifest) => Rendition;

export type RequestedReel = { readonly reel: ReelInView; readonly seconds: number };

export type PrefetcherParts = {
  readonly queue: PrefetchQueue;
  readonly network: {
    identity(): Promise<Identity>;
    /** A manifest or playlist, if it is in the cache. */
    readKeptText(url: string): Promise<string | undefined>;
  };
  readonly planner: {
    chooseAhead(): Promise<Choose>;
    /** Returns what is worth prefetching now, the most worthwhile first. */
    decideWithin(view: View, reels: readonly PlannableReel[], maxReelsAhead: number): Promise<readonly Goal[]>;
    link(view: View): Pick<Link, 'bps'>;
  };
  readonly lanes: { readonly limits: { readonly maxReelsAhead: number } };
  /** Plans what the page will request beside its reels. */
  readonly pages: { plan(view: View): Promise<readonly PageGoal[]> };
  /** Reels that a page has requested, wherever the view is now. */
  readonly requestedReels: {
    wanted(seconds: number): Promise<readonly RequestedReel[]>;
    /** Called when nothing of this reel is left to fetch. */
    markDone(reelId: string): Promise<void>;
  };
  readonly config: Pick<Config, 'player' | 'intercept'>;
  /** Resources that may not be cached, and so would be downloaded again when played. */
  readonly forbidden: { has(resource: Resource): boolean };
  readonly log: { warn(message: string, cause: unknown): void };
};

/** Enough playlists for the reels that a page shows at once, each no longer than most playlists are. */
const maxUncacheableTexts = 100;
const maxUncacheableBytes = 512 * 1024;

/** Turns what the viewer sees now into wishes, and refines them as manifests and playlists arrive. */
export class Prefetcher {
  /** Manifests and playlists of the planned reels, by reel and address. */
  readonly #texts = new Map<string, Map<string, string>>();
  /** Manifests and playlists, by address, that may not be cached and are read once. */
  readonly #uncacheableTexts = new Map<string, Blob>();
  #view: View | undefined;
  #goals: readonly Goal[] = [];
  #pages: readonly PageGoal[] = [];
  #isStale = false;
  #planning: Promise<void> | undefined;

  constructor(readonly parts: PrefetcherParts) {}

  /** The latest plan. */
  get goals(): readonly Goal[] {
    return this.#goals;
  }

  get pages(): readonly PageGoal[] {
    return this.#pages;
  }

  /** Plans for this view. While a plan is being made only the latest view counts. */
  update(view: View): Promise<void> {
    this.#view = view;
    return this.replan();
  }

  /** Drops the plan and its data. Nothing is planned until there is another view. */
  forget(): void {
    this.#view = undefined;
    this.#goals = [];
    this.#pages = [];
    this.#texts.clear();
    this.#uncacheableTexts.clear();
  }

  /** Takes a manifest or playlist that may not be cached, so that the next plan can still use it. */
  offerUncacheable(url: string, text: Blob): void {
    // The viewer has signed out, and no page has reported a view since.
    if (this.#view === undefined || text.size > maxUncacheableBytes) return;
    this.#uncacheableTexts.set(url, text);
    dropOldest(this.#uncacheableTexts, maxUncacheableTexts);
  }

  replan(): Promise<void> {
    this.#isStale = true;
    this.#planning ??= this.#planWhileStale();
    return this.#planning;
  }

  async #planWhileStale(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#plan();
      }
    } finally {
      // Synchronous with the last check of the flag, so that no call in between is lost.
      this.#planning = undefined;
    }
  }

  async #plan(): Promise<void> {
    const view = this.#view;
    if (view === undefined) return;
    const { network, planner, lanes, pages: lookahead, requestedReels, config, queue } = this.parts;
    const [identity, choose] = await Promise.all([network.identity(), planner.chooseAhead()]);
    const inView = new Set(view.reels.map(({ id }) => id));
    const requested = await requestedReels.wanted(config.player.buffer_target);
    const reelsOutOfView = requested.map(({ reel }) => reel).filter(({ id }) => !inView.has(id));
    const outlined = await Promise.all([...view.reels, ...reelsOutOfView].map((reel) => this.#outline(reel, choose)));
    const reels = outlined.filter((planned) => planned !== undefined);
    const worthwhile = await planner.decideWithin(
      view,
      reels.filter(({ reel }) => inView.has(reel.id)),
      lanes.limits.maxReelsAhead,
    );
    const pages = await lookahead.plan(view);
    const goals = [...requested.map(goalOf), ...aheadOfPlayer(worthwhile, view)];
    const known = new Set([...inView, ...reelsOutOfView.map(({ id }) => id)]);
    for (const id of this.#texts.keys()) if (!known.has(id)) this.#texts.delete(id);
    // A newer view has arrived meanwhile: its plan follows at once and would cancel half of this one.
    if (view !== this.#view) return;
    this.#goals = goals;
    this.#pages = pages;
    const all = wishesFor(goals, reels, identity, planner.link(view).bps);
    const hlsReels = new Set(reels.flatMap(({ reel: { id, format } }) => (format === 'hls' ? [id] : [])));
    const wishes = all.filter(({ resource, reelId }) => this.#mayPrefetch(resource, hlsReels.has(reelId ?? '')));
    queue.reconcile([...wishes, ...wishesForPages(pages, all)]);
    for (const one of requested) if (this.#isDone(one, reels, identity)) void requestedReels.markDone(one.reel.id);
  }

  #mayPrefetch(resource: Resource, isHls: boolean): boolean {
    const { forbidden, config } = this.parts;
    const types = new Set<string>(config.intercept.types);
    return !forbidden.has(resource) && interceptTypesOf(resource, isHls).some((type) => types.has(type));
  }

  /** Whether nothing is left to fetch: everything is cached or unavailable. */
  #isDone(requested: RequestedReel, reels: readonly PlannableReel[], identity: Identity): boolean {
    const planned = reels.find(({ reel }) => reel.id === requested.reel.id);
    if (planned === undefined) return true;
    const wishes = wishesFor([goalOf(requested)], [planned], identity);
    const isKnown = planned.outline.missing.length === 0;
    return isKnown && wishes.every(({ resource }) => !this.parts.queue.isWanted(resource.key));
  }

  async #outline(reel: ReelInView, choose: Choose): Promise<PlannableReel | undefined> {
    try {
      return { reel, outline: await this.#readOutline(reel, choose) };
    } catch (cause) {
      this.parts.log.warn(`Reel "${reel.id}" cannot be read and is not prefetched`, cause);
      return undefined;
    }
  }

  /** Reads a reel's outline as far as its manifest and playlists are cached. */
  #readOutline(reel: ReelInView, choose: Choose): Promise<Outline> {
    const texts = this.#texts.get(reel.id) ?? new Map<string, string>();
    this.#texts.set(reel.id, texts);
    const source = {
      readText: async (url: string) => (await this.parts.network.readKeptText(url)) ?? this.#takeUncacheable(url),
      choose: (manifest: Manifest) => choose(reel.url, manifest),
      languages: this.#view?.languages,
    };
    return readOutline(reel, source, texts);
  }

  #takeUncacheable(url: string): Promise<string> | undefined {
    const text = this.#uncacheableTexts.get(url)?.text();
    this.#uncacheableTexts.delete(url);
    return text;
  }
}

function goalOf({ reel, seconds }: RequestedReel): Goal {
  return { reelId: reel.id, seconds, strategy: 'asked', reason: 'requested by a page' };
}
