import type { PageMessage } from '../../src/shared/messages.ts';
import { type Left, type SavedChangedMessage, savedChangedMessage, type SavedList } from '../../src/shared/saved.ts';
import type { Identity, Resource } from '../decision/resource/resource.ts';
import type { BackgroundFetch } from './background-fetch.ts';
import type { BackgroundSaving } from './background-saving.ts';
import type { SavedReels } from './saved-reels.ts';
import type { Savable } from './list-reel.ts';
import { reelAt } from './reel-at.ts';
import type { Saver } from './saver.ts';
import { timesOut } from '../times-out.ts';

export type OfflineParts<File extends Savable> = {
  readonly reels: SavedReels;
  readonly saver: Saver<File>;
  readonly background: BackgroundSaving<File>;
  readonly network: { identity(): Promise<Identity> };
  readonly territory: { name(urls: readonly string[], identity: Identity): void };
  readonly cache: {
    readonly statistics: { readonly usedBytes: number; readonly budgetBytes: number };
    measure(): Promise<void>;
  };
  /** Tells all pages that the saved reels have changed, but not how: a page's viewer may have signed out. */
  readonly notifyPages: (message: SavedChangedMessage) => Promise<void>;
};

/** A page waits for the list, which matters more than exact figures. */
const measureMs = 500;

export type SaveMessage = Extract<PageMessage, { type: 'save' | 'import-saved' | 'order-saved' | 'list-saved' }>;

/** Answers a page's messages about the viewer's saved reels. */
export class Offline<File extends Savable> {
  constructor(readonly parts: OfflineParts<File>) {}

  /**
   * Carries out a page's message and returns the resulting list. The saving itself is left to `work`. Rejects while the
   * records cannot be loaded: a list without them would say that nothing is saved.
   */
  async receive(message: SaveMessage): Promise<SavedList> {
    const { reels, saver, notifyPages } = this.parts;
    if (message.type === 'save') await saver.save(message.reels);
    else if (message.type === 'import-saved') await saver.adopt(message);
    else if (message.type === 'order-saved') await saver.order(message.reelIds, message.order);
    else await saver.reconcile();
    // A reel that is being imported concerns only the importing page until it is complete.
    const isChange =
      message.type === 'import-saved' ? reels.find(message.reel.id)?.state === 'saved' : message.type !== 'list-saved';
    // Before the reply: a page that gets none, because the worker was stopped, repeats its message.
    if (isChange) await notifyPages(savedChangedMessage);
    if (!reels.isLoaded) throw new Error('The saved reels cannot be listed now');
    return this.#list();
  }

  work(): Promise<void> {
    return this.parts.saver.work();
  }

  /** Takes the files of a background fetch that has ended, and fetches those that it did not deliver. */
  async takeIn(ended: BackgroundFetch): Promise<void> {
    const { reels, background, saver } = this.parts;
    await reels.restore();
    // Units of removed reels, and of viewers who have signed out, are in no record: their files are not taken.
    const record = reels.records.find(
      ({ arriving }) => arriving !== null && background.isForUnit(ended, arriving.name),
    );
    if (record === undefined) return;
    const name = { reelId: record.reel.id, unit: record.arriving?.name ?? '' };
    await background.takeIn(ended, (file) => saver.take(name, file));
    await saver.work();
  }

  async forget(): Promise<void> {
    const { reels, background, saver } = this.parts;
    // In the same tick: work in progress must not go on for the next viewer.
    await Promise.all([reels.clear(), saver.stop(), background.recallAll().catch(() => undefined)]);
  }

  async #list(): Promise<SavedList> {
    const { reels, saver, network, cache, territory } = this.parts;
    const [identity] = await Promise.all([network.identity(), timesOut(cache.measure(), measureMs)]);
    const { usedBytes: cachedBytes, budgetBytes } = cache.statistics;
    const storage = { savedBytes: reels.bytes, cachedBytes, budgetBytes };
    const statuses = reels.statuses(
      (id) => saver.missingFileCount(id),
      (record) => reelAt(identity, record),
    );
    // A page of saved reels, which shows no feed, requests them next.
    const addresses = statuses.flatMap(({ reel: { url, poster } }) => (poster === null ? [url] : [url, poster]));
    territory.name(
      addresses.filter((address) => URL.canParse(address)),
      identity,
    );
    return { type: 'saved', reels: statuses, origins: [...identity.origins], left: this.#missingFiles(), storage };
  }

  /**
   * Returns the files that the browser can fetch in the background. Pieces of an MP4 are known only to the worker, and
   * only it sends what a viewer's own files need.
   */
  #missingFiles(): Left[] {
    const { reels, background, saver } = this.parts;
    if (!background.isPossible) return [];
    return reels.records.flatMap(({ state, arriving, reel: { id, title, format } }) => {
      if (state !== 'saving' || arriving === null || format !== 'hls') return [];
      // Keys are fetched only by the worker, which encrypts them.
      const files = (saver.missingFiles(id) ?? [])
        .filter(({ kind, viewer }) => kind !== 'key' && viewer === undefined)
        .map(addressOf);
      return files.length === 0 ? [] : [{ id: background.idOf(arriving.name), title, files }];
    });
  }
}

function addressOf({ urls, key, range }: Resource): Left['files'][number] {
  return { url: urls[0] ?? key, range };
}
