import type { Origin } from '../../src/shared/feed.ts';
import type { PageMessage } from '../../src/shared/messages.ts';
import { type Left, type SavedChangedMessage, savedChangedMessage, type SavedList } from '../../src/shared/saved.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { BackgroundFetch } from './background-fetch.ts';
import type { BackgroundSaving } from './background-saving.ts';
import type { SavedReels } from './saved-reels.ts';
import type { Savable } from './list-reel.ts';
import type { Saver } from './saver.ts';

export type OfflineParts<File extends Savable> = {
  readonly reels: SavedReels;
  readonly saver: Saver<File>;
  readonly background: BackgroundSaving<File>;
  readonly origins: { get(): Promise<readonly Origin[]> };
  readonly cache: { readonly statistics: { readonly usedBytes: number; readonly budgetBytes: number } };
  /** Tells all pages that something else is saved now, and not what: some may be of a viewer who has signed out. */
  readonly tellPages: (message: SavedChangedMessage) => Promise<void>;
};

export type SaveMessage = Extract<PageMessage, { type: 'save' | 'import-saved' | 'order-saved' | 'list-saved' }>;

/** What the viewer has saved, as the page sees it. */
export class Offline<File extends Savable> {
  constructor(readonly parts: OfflineParts<File>) {}

  /** Does what a page says and answers with what is saved then. The work itself is left to `work`. */
  async receive(message: SaveMessage): Promise<SavedList> {
    const { reels, saver, tellPages } = this.parts;
    if (message.type === 'save') await saver.save(message.reels);
    else if (message.type === 'import-saved') await saver.adopt(message);
    else if (message.type === 'order-saved') await saver.order(message.reelIds, message.order);
    else await saver.reconcile();
    // A reel that is being imported is the importing page's affair until it is whole.
    const isChange =
      message.type === 'import-saved' ? reels.find(message.reel.id)?.state === 'saved' : message.type !== 'list-saved';
    // Before the answer: a page that gets none, because this worker was stopped, says it again.
    if (isChange) await tellPages(savedChangedMessage);
    return this.#list();
  }

  work(): Promise<void> {
    return this.parts.saver.work();
  }

  /** The browser has ended what it did by itself; what it did not bring is fetched now. */
  async takeIn(ended: BackgroundFetch): Promise<void> {
    const { reels, background, saver } = this.parts;
    await reels.restore();
    // Nothing of what was removed meanwhile, or belongs to a viewer who has signed out: those units are known to nobody.
    const record = reels.records.find(({ arriving }) => arriving !== null && background.isOf(ended, arriving.name));
    if (record === undefined) return;
    const name = { reelId: record.reel.id, unit: record.arriving?.name ?? '' };
    await background.takeIn(ended, (file) => saver.take(name, file));
    await saver.work();
  }

  async forget(): Promise<void> {
    const { reels, background, saver } = this.parts;
    // In one step: what is under way must not go on for whoever comes next.
    await Promise.all([reels.clear(), saver.stop(), background.recallAll().catch(() => undefined)]);
  }

  async #list(): Promise<SavedList> {
    const { reels, saver, origins, cache } = this.parts;
    const known = [...(await origins.get())];
    const { usedBytes: cachedBytes, budgetBytes } = cache.statistics;
    const storage = { savedBytes: reels.bytes, cachedBytes, budgetBytes };
    const statuses = reels.statuses((id) => saver.leftFilesOf(id));
    return { type: 'saved', reels: statuses, origins: known, left: this.#left(), storage };
  }

  /** The pieces of a plain MP4 have addresses that only this worker knows. */
  #left(): Left[] {
    const { reels, background, saver } = this.parts;
    if (!background.isPossible) return [];
    return reels.records.flatMap(({ state, arriving, reel: { id, title, format } }) => {
      if (state !== 'saving' || arriving === null || format !== 'hls') return [];
      // Keys are for the worker alone, which seals them.
      const files = (saver.leftOf(id) ?? []).filter(({ kind }) => kind !== 'key').map(addressOf);
      return files.length === 0 ? [] : [{ id: background.idOf(arriving.name), title, files }];
    });
  }
}

function addressOf({ urls, key, range }: Resource): Left['files'][number] {
  return { url: urls[0] ?? key, range };
}
