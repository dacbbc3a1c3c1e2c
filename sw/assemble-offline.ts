import type { Origin } from '../src/shared/feed.ts';
import type { PageMessage } from '../src/shared/messages.ts';
import { backgroundIdOf, type Left, type SavedList } from '../src/shared/saved.ts';
import type { MediaCache } from './cache/media-cache.ts';
import type { Resource } from './decision/resource/resource.ts';
import type { BackgroundFetch } from './offline/background-fetch.ts';
import { BackgroundSaving, type BackgroundParts } from './offline/background-saving.ts';
import { Saver, type SaverParts } from './offline/saver.ts';
import { SavedReels } from './offline/saved-reels.ts';
import type { Memory } from './memory.ts';

export type OfflineSurroundings = Pick<SaverParts, 'identity' | 'choose' | 'fetch' | 'isHeld' | 'nowMs'> &
  BackgroundParts & {
    readonly memory: Memory;
    readonly cache: Pick<MediaCache, 'holds' | 'peek' | 'pin' | 'statistics'>;
    readonly origins: () => Promise<readonly Origin[]>;
  };

export type SaveMessage = Extract<PageMessage, { type: 'save' | 'order-saved' | 'list-saved' }>;

/** Makes the part that saves reels for offline, and tells it where everything is. */
export function assembleOffline({
  memory,
  cache,
  origins,
  registration,
  keep,
  onRefused,
  ...rest
}: OfflineSurroundings) {
  const reels = new SavedReels(memory);
  const background = new BackgroundSaving({ registration, keep, onRefused, identity: rest.identity });
  const saver = new Saver({
    ...rest,
    isAway: (reelId) => background.isAway(reelId),
    recall: (reelIds) => background.recall(reelIds),
    reels,
    read: async (key) => (await cache.peek(key))?.body,
    has: (key) => cache.holds(key),
    pin: (keys, isPinned) => cache.pin(keys, isPinned),
  });

  /** The pieces of a plain MP4 have addresses that only this worker knows. */
  const left = (): Left[] =>
    background.isPossible
      ? reels.records
          .filter(({ state, reel }) => state === 'saving' && reel.format === 'hls')
          .map(({ reel: { id, title } }) => ({ reelId: id, title, files: saver.leftOf(id).map(addressOf) }))
          .filter(({ files }) => files.length > 0)
      : [];

  const list = async (): Promise<SavedList> => {
    const { pinnedBytes, usedBytes, budgetBytes } = cache.statistics;
    const storage = { pinnedBytes, usedBytes, budgetBytes };
    return { type: 'saved', reels: reels.statuses, origins: [...(await origins())], left: left(), storage };
  };

  /** Does what a page says and answers with what is saved then. The work itself is left to `work`. */
  const receive = async (message: SaveMessage): Promise<SavedList> => {
    if (message.type === 'save') await saver.save(message.reels);
    else if (message.type === 'order-saved') await saver.order(message.reelIds, message.order);
    else await saver.verify();
    return list();
  };

  /** The browser has ended what it did by itself; what it did not bring is fetched now. */
  const takeIn = async (ended: BackgroundFetch): Promise<void> => {
    await reels.restore();
    // Nothing of what was removed meanwhile, or belongs to a viewer who has signed out.
    if (!reels.records.some(({ reel }) => backgroundIdOf(reel.id) === ended.id)) return;
    await background.takeIn(ended);
    await saver.work();
  };
  const forget = async (): Promise<void> => {
    await reels.restore();
    const ids = reels.records.map(({ reel }) => reel.id);
    try {
      await reels.clear();
    } finally {
      await saver.stop();
      await background.recall(ids).catch(() => undefined);
    }
  };

  return { saver, receive, takeIn, forget };
}

function addressOf({ urls, key, range }: Resource): Left['files'][number] {
  return { url: urls[0] ?? key, range };
}
