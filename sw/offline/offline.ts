import type { Origin } from '../../src/shared/feed.ts';
import type { PageMessage } from '../../src/shared/messages.ts';
import { backgroundIdOf, type Left, type SavedList } from '../../src/shared/saved.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { BackgroundFetch } from './background-fetch.ts';
import type { BackgroundSaving } from './background-saving.ts';
import type { SavedReels } from './saved-reels.ts';
import type { Saver } from './saver.ts';

export type OfflineParts = {
  readonly reels: SavedReels;
  readonly saver: Saver;
  readonly background: BackgroundSaving;
  readonly origins: { get(): Promise<readonly Origin[]> };
  readonly cache: { readonly statistics: SavedList['storage'] };
};

export type SaveMessage = Extract<PageMessage, { type: 'save' | 'order-saved' | 'list-saved' }>;

/** What the viewer has saved, as the page sees it. */
export class Offline {
  constructor(readonly parts: OfflineParts) {}

  /** Does what a page says and answers with what is saved then. The work itself is left to `work`. */
  async receive(message: SaveMessage): Promise<SavedList> {
    const { saver } = this.parts;
    if (message.type === 'save') await saver.save(message.reels);
    else if (message.type === 'order-saved') await saver.order(message.reelIds, message.order);
    else await saver.verify();
    return this.#list();
  }

  work(): Promise<void> {
    return this.parts.saver.work();
  }

  /** The browser has ended what it did by itself; what it did not bring is fetched now. */
  async takeIn(ended: BackgroundFetch): Promise<void> {
    const { reels, background, saver } = this.parts;
    await reels.restore();
    // Nothing of what was removed meanwhile, or belongs to a viewer who has signed out.
    if (!reels.records.some(({ reel }) => backgroundIdOf(reel.id) === ended.id)) return;
    await background.takeIn(ended);
    await saver.work();
  }

  async forget(): Promise<void> {
    const { reels, background, saver } = this.parts;
    await reels.restore();
    const ids = reels.records.map(({ reel }) => reel.id);
    try {
      await reels.clear();
    } finally {
      await saver.stop();
      await background.recall(ids).catch(() => undefined);
    }
  }

  async #list(): Promise<SavedList> {
    const { reels, origins, cache } = this.parts;
    const known = [...(await origins.get())];
    const { pinnedBytes, usedBytes, budgetBytes } = cache.statistics;
    const storage = { pinnedBytes, usedBytes, budgetBytes };
    return { type: 'saved', reels: reels.statuses, origins: known, left: this.#left(), storage };
  }

  /** The pieces of a plain MP4 have addresses that only this worker knows. */
  #left(): Left[] {
    const { reels, background, saver } = this.parts;
    if (!background.isPossible) return [];
    return reels.records
      .filter(({ state, reel }) => state === 'saving' && reel.format === 'hls')
      .map(({ reel: { id, title } }) => ({ reelId: id, title, files: saver.leftOf(id).map(addressOf) }))
      .filter(({ files }) => files.length > 0);
  }
}

function addressOf({ urls, key, range }: Resource): Left['files'][number] {
  return { url: urls[0] ?? key, range };
}
