import { readExperience } from '../api-client/experience.ts';
import { deleteNotes } from '../api-client/notes.ts';
import {
  changeConfig,
  endSession,
  readConfig,
  readHealth,
  readMetrics,
  readQueue,
  readWorkerStatus,
} from '../api-client/worker-api.ts';
import { ReelBridge } from '../bridge/reel-bridge.ts';
import { requestMoment } from '../bridge/moment-request.ts';
import type { ReelInView } from '../shared/messages.ts';
import { deleteKeptMedia } from '../shared/traces.ts';
import { declaredConfig } from './declared-config.ts';
import { EventHub } from './event-hub.ts';
import type { NextreelEvents, SavedExport, SavedImport, SavedReel, Status } from './facts.ts';
import type { Config } from './config.ts';
import type { PrefetchOptions } from './nextreel.ts';
import { playbackOf } from './playback.ts';
import { SavedReels } from './saved-reels.ts';
import type { Warnings } from './warnings.ts';
import type { WorkerLink } from './worker-link.ts';

export type ServiceParts = {
  readonly link: WorkerLink;
  readonly warnings: Warnings;
  /** Undefined where the feed has no such reel. */
  readonly reelOf: (reel: string | number) => ReelInView | undefined;
  readonly titleOf: (reel: string | number) => string;
  readonly mayKeepKeys: (reel: string | number) => boolean;
  readonly shown: () => { readonly reelId: string; readonly video: HTMLVideoElement | null } | null;
  /** The next ten reels behind the one that is shown. */
  readonly coming: () => readonly { readonly id: string; readonly title: string }[];
  readonly throughputBps: () => number | null;
  readonly onSignedOut: () => void;
  /** Stops all that this page does. */
  readonly end: () => void;
  readonly signal: AbortSignal;
};

const usualSeconds = 5;

/** What a page may ask beside playing. Without a worker each answers that there is nothing. */
export class Services {
  readonly bridge: ReelBridge;
  readonly #events: EventHub;
  readonly #saved: SavedReels;

  constructor(readonly parts: ServiceParts) {
    const { link, shown, signal } = parts;
    this.#saved = new SavedReels(link, (reels) => this.#events.tell('saved', reels), signal);
    this.#events = new EventHub(
      () => link.worker,
      () => void this.saved(),
      signal,
    );
    this.bridge = new ReelBridge({
      videoOf: (reelId) => {
        const now = shown();
        return now?.reelId === reelId ? (now.video ?? undefined) : undefined;
      },
      hasFailed: () => false,
      reelOf: (reelId) => parts.reelOf(reelId),
      worker: () => link.worker,
    });
  }

  async prefetch(reel: string | number, { seconds = usualSeconds, signal }: PrefetchOptions): Promise<number> {
    const found = this.#find('prefetch', reel);
    const worker = await this.#worker();
    if (found === undefined || worker === null) return 0;
    let hereSeconds = 0;
    while (hereSeconds < seconds) {
      if (signal?.aborted === true) break;
      const fragment = await requestMoment(worker, found, hereSeconds);
      const endSeconds = fragment === null ? 0 : fragment.startSeconds + fragment.durationSeconds;
      if (endSeconds <= hereSeconds) break;
      hereSeconds = endSeconds;
    }
    return hereSeconds;
  }

  async save(reels: readonly (string | number)[]): Promise<boolean> {
    await this.#worker();
    const found = reels.flatMap((reel) => {
      const one = this.#find('save', reel);
      if (one === undefined) return [];
      return [{ ...one, title: this.parts.titleOf(reel), author: '', keys: this.parts.mayKeepKeys(reel) }];
    });
    return found.length === reels.length && this.#saved.save(found);
  }

  async unsave(reels: readonly (string | number)[]): Promise<boolean> {
    await this.#worker();
    return this.#saved.remove(this.#idsOf(reels));
  }

  async saved(): Promise<readonly SavedReel[]> {
    return (await this.#worker()) === null ? [] : this.#saved.read();
  }

  async exportSaved(reels: readonly (string | number)[] | null): Promise<SavedExport> {
    await this.saved();
    const { exportSaved } = await import('./saved-transfer.ts');
    return exportSaved(reels === null ? null : this.#idsOf(reels), this.#saved.origins);
  }

  async importSaved(file: Blob): Promise<SavedImport> {
    const worker = await this.#worker();
    if (worker === null) throw new Error('There is no worker that could keep them.');
    const { importInto } = await import('./saved-transfer.ts');
    const result = await importInto(worker, file);
    await this.#saved.read();
    return result;
  }

  async status(): Promise<Status> {
    const now = this.parts.shown();
    return {
      atMs: Date.now(),
      worker: (await this.#worker()) === null ? null : await readWorker(),
      player: now === null || now.video === null ? null : { reelId: now.reelId, ...playbackOf(now.video) },
      throughputBps: this.parts.throughputBps(),
      experience: readExperience(),
    };
  }

  async configure(part: Config): Promise<void> {
    if ((await this.#worker()) === null) throw new Error('There is no worker that could be configured.');
    await changeConfig(part);
  }

  /** What is not named has its default again: a line that is taken out of the page's code holds no longer. */
  async declare(config: Config | undefined, intercept: Config['intercept']): Promise<void> {
    const change = declaredConfig(await readConfig(), config, intercept);
    if (change !== null) await changeConfig(change);
  }

  async openDashboard(): Promise<() => void> {
    await this.#worker();
    const { openDashboardOver } = await import('./dashboard.ts');
    const { link, titleOf, coming, shown, throughputBps, signal } = this.parts;
    return openDashboardOver({ worker: () => link.worker, titleOf, coming, shown, throughputBps }, signal);
  }

  async signOut(): Promise<void> {
    if ((await this.#worker()) !== null) await endSession();
    deleteNotes();
    this.parts.onSignedOut();
  }

  async remove(): Promise<void> {
    // A worker that is only now being asked for would come after it was taken away.
    await this.#worker();
    this.parts.end();
    await this.parts.link.leave();
    deleteNotes();
    // Over plain http there is no Cache Storage, nor anything else that a worker could have kept.
    if (isSecureContext) await deleteKeptMedia(caches, indexedDB);
  }

  listen<T extends keyof NextreelEvents>(
    topic: T,
    listener: (facts: NextreelEvents[T]) => void,
    signal: AbortSignal,
  ): void {
    this.#events.listen(topic, listener, signal);
  }

  async #worker(): Promise<ServiceWorker | null> {
    await this.parts.link.ready;
    return this.parts.link.worker;
  }

  /** What is saved need not be in the feed any more. */
  #idsOf(reels: readonly (string | number)[]): string[] {
    return reels.map((reel) => this.parts.reelOf(reel)?.id ?? String(reel));
  }

  #find(caller: string, reel: string | number): ReelInView | undefined {
    const found = this.parts.reelOf(reel);
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
