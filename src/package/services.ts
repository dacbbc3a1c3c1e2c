import { readExperience } from '../api-client/experience.ts';
import { clearPageStorage } from '../api-client/page-storage.ts';
import { signOut } from '../api-client/sign-out.ts';
import { changeConfig, readHealth, readMetrics, readQueue, readWorkerStatus } from '../api-client/worker-api.ts';
import { requestMoment } from '../bridge/moment-request.ts';
import type { ReelInView } from '../shared/messages.ts';
import type { SavedReel as ReelToSave } from '../shared/saved.ts';
import { deleteStoredMedia } from '../shared/stored-media.ts';
import { answerOf } from '../worker-client/answer-of.ts';
import { describeReel } from '../worker-client/view.ts';
import type { Place } from './callers.ts';
import type { Config } from './config.ts';
import { EventHub } from './event-hub.ts';
import type { NextreelEvents, SavedExport, SavedImport, SavedReel, Status } from './facts.ts';
import type { HostFeed } from './host-feed.ts';
import { findInstalled } from './installed.ts';
import type { PrefetchOptions } from './nextreel.ts';
import { playbackOf } from './playback.ts';
import { SavedReels } from './saved-reels.ts';
import { type ShownReel, ShownReelBridge } from './shown-reel-bridge.ts';
import type { Warnings } from './warnings.ts';
import type { WorkerLink } from './worker-link.ts';

export type ServiceParts = {
  readonly link: WorkerLink;
  readonly warnings: Warnings;
  /** The feed of the caller. */
  readonly feed: () => HostFeed | null;
  /** Restores feeds that a sign-out removed. */
  readonly restoreFeeds: () => void;
  /** The viewer's position, in whichever caller's feed it is. */
  readonly place: () => Place | undefined;
  readonly throughputBps: () => number | null;
  /** Resolves once the page's own configuration has been applied. */
  readonly configured: () => Promise<void>;
  /**
   * After a sign-out the worker stores nothing for this page and answers none of its questions until the page sets a
   * feed for the next viewer.
   */
  readonly isBetweenViewers: () => boolean;
  readonly followSignOut: () => void;
  /** Ends the page's connection, and never uses its worker again. */
  readonly leaveWorker: () => void;
  readonly signal: AbortSignal;
};

const defaultSeconds = 5;
/** How long a worker may take to delete its stored data. */
const removeTimeoutMs = 3_000;

/** Methods beyond playback. Without a worker they return empty results or reject. */
export class Services {
  readonly #events: EventHub;
  readonly #saved: SavedReels;
  #bridge: ShownReelBridge | undefined;

  constructor(readonly parts: ServiceParts) {
    const { link, signal } = parts;
    this.#saved = new SavedReels(link, (reels) => this.#events.dispatch('saved', reels), signal);
    this.#events = new EventHub(
      () => link.worker,
      () => void this.#worker().then((worker) => worker && this.#saved.reportAgain()),
      signal,
    );
    // Registered after the connection's own listeners for these events, so that `isBetweenViewers` is up to date.
    // `pageshow` too, since no message reaches a page in the back/forward cache.
    const forget = () => this.parts.isBetweenViewers() && this.#saved.forget();
    link.container?.addEventListener('message', forget, { signal });
    addEventListener('pageshow', forget, { signal });
  }

  /** Created when it is first used: from then on it watches player and worker. */
  get bridge(): ShownReelBridge {
    const { link, signal } = this.parts;
    this.#bridge ??= new ShownReelBridge({
      link,
      shown: () => this.#shown,
      reelOf: (reelId) => this.#describe(reelId),
      signal,
    });
    return this.#bridge;
  }

  async prefetch(reel: string | number, { seconds = defaultSeconds, signal }: PrefetchOptions): Promise<number> {
    const found = this.#find('prefetch', reel);
    const worker = await this.#worker();
    if (found === undefined || worker === null) return 0;
    let fetchedSeconds = 0;
    while (fetchedSeconds < seconds) {
      if (signal?.aborted === true) break;
      const fragment = await requestMoment(worker, found, fetchedSeconds);
      const endSeconds = fragment === null ? 0 : fragment.startSeconds + fragment.durationSeconds;
      if (endSeconds <= fetchedSeconds) break;
      fetchedSeconds = endSeconds;
    }
    return fetchedSeconds;
  }

  async save(reels: readonly (string | number)[]): Promise<boolean> {
    await this.#worker();
    const found = reels.flatMap((reel) => {
      const one = this.#find('save', reel);
      return one === undefined ? [] : [one];
    });
    return found.length === reels.length && this.#saved.save(found);
  }

  async unsave(reels: readonly (string | number)[]): Promise<boolean> {
    await this.#worker();
    return this.#saved.remove(this.#idsOf(reels));
  }

  async saved(): Promise<readonly SavedReel[]> {
    return (await this.#worker()) === null || this.parts.isBetweenViewers() ? [] : this.#saved.read();
  }

  async exportSaved(reels: readonly (string | number)[] | null): Promise<SavedExport> {
    const { exportSaved } = await import('./saved-transfer.ts');
    return exportSaved(reels === null ? null : this.#idsOf(reels));
  }

  async importSaved(file: Blob): Promise<SavedImport> {
    const worker = await this.#worker();
    if (worker === null) throw new Error('There is no worker to save them.');
    this.parts.restoreFeeds();
    if (this.parts.isBetweenViewers())
      throw new Error('The viewer has signed out. Call setFeed() for the next one first.');
    const { importInto } = await import('./saved-transfer.ts');
    const result = await importInto(worker, file);
    await this.#saved.read();
    return result;
  }

  async status(): Promise<Status> {
    const now = this.#shown;
    return {
      atMs: Date.now(),
      worker: (await this.#worker()) === null ? null : await readWorker(),
      player: now === null || now.video === null ? null : { reelId: now.reelId, ...playbackOf(now.video) },
      throughputBps: this.parts.throughputBps(),
      experience: readExperience(),
    };
  }

  async configure(part: Config): Promise<void> {
    if ((await this.#worker()) === null) throw new Error('There is no worker to configure.');
    // A change made meanwhile would be undone.
    await this.parts.configured();
    await changeConfig(part);
  }

  async openDashboard(): Promise<() => void> {
    await this.#worker();
    const { openDashboardOver } = await import('./dashboard.ts');
    const { link, feed, throughputBps, signal } = this.parts;
    const host = {
      worker: () => link.worker,
      titleOf: (reelId: string) => feed()?.find(reelId)?.title ?? '',
      upcoming: () => this.#upcoming,
      shown: () => this.#shown,
      throughputBps,
    };
    return openDashboardOver(host, signal);
  }

  async signOut(): Promise<void> {
    const isServed = (await this.#worker()) !== null;
    await signOut(isServed, async () => (await findInstalled(this.parts.link)).registrations);
    this.parts.followSignOut();
  }

  async remove(): Promise<void> {
    // Wait first: a worker whose registration is still pending would be installed after the removal.
    const controlling = await this.#worker();
    const { registrations, isOwn } = await findInstalled(this.parts.link);
    this.parts.leaveWorker();
    if (registrations === undefined) {
      // A page that cannot have a worker has no stored data either.
      clearPageStorage();
      return;
    }
    for (const worker of new Set([controlling, ...registrations.map(({ active }) => active)])) {
      if (worker !== null) await answerOf(worker, { type: 'remove-nextreel' }, removeTimeoutMs);
    }
    if (isOwn) await Promise.all(registrations.map((one) => one.unregister()));
    clearPageStorage();
    await deleteStoredMedia(caches, indexedDB);
  }

  async listen<T extends keyof NextreelEvents>(
    topic: T,
    listener: (facts: NextreelEvents[T]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    // Until the worker is known the subscription would reach nobody, and be repeated only when its lease is renewed.
    await this.#worker();
    this.#events.listen(topic, listener, signal);
  }

  async #worker(): Promise<ServiceWorker | null> {
    await this.parts.link.ready;
    return this.parts.link.worker;
  }

  get #shown(): ShownReel | null {
    const place = this.parts.place();
    return place === undefined ? null : { reelId: place.reel.id, video: place.video };
  }

  /** The ten reels after the shown one. */
  get #upcoming(): readonly { readonly id: string; readonly title: string }[] {
    const { feed = this.parts.feed(), index = -1 } = this.parts.place() ?? {};
    const next = feed?.reels.slice(index + 1, index + 11) ?? [];
    return next.map(({ id, title }) => ({ id, title: title || id }));
  }

  /** Saved reels may no longer be in the feed: a number is no index then, where the site's ids are numbers. */
  #idsOf(reels: readonly (string | number)[]): string[] {
    const feed = this.parts.feed();
    return reels.map((reel) => feed?.find(feed.numberIds.size > 0 ? String(reel) : reel)?.id ?? String(reel));
  }

  /** Returns the description that the worker needs to fetch or save the reel. */
  #describe(reel: string | number): (ReelInView & ReelToSave) | undefined {
    this.parts.restoreFeeds();
    const feed = this.parts.feed();
    const found = feed?.find(reel);
    if (feed === null || found === undefined) return undefined;
    const { title, author, mayKeepKeys = false } = found;
    return { ...describeReel(found, (path) => feed.urlOf(path), true), title, author, keys: mayKeepKeys };
  }

  #find(caller: string, reel: string | number): (ReelInView & ReelToSave) | undefined {
    const found = this.#describe(reel);
    if (found === undefined) {
      this.parts.warnings.once(
        `${caller}(${JSON.stringify(reel)}): the feed has no such reel. Name it to setFeed() or add() first.`,
      );
    }
    return found;
  }
}

async function readWorker(): Promise<Status['worker']> {
  const [health, metrics, queue, status] = await Promise.all([
    readHealth(),
    readMetrics(),
    readQueue(),
    readWorkerStatus(),
  ]);
  return { health, metrics, queue, status };
}
