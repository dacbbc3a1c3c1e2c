import type { Origin } from '../src/shared/feed.ts';
import type { PageMessage } from '../src/shared/messages.ts';
import type { SavedList } from '../src/shared/saved.ts';
import type { MediaCache } from './cache/media-cache.ts';
import { Saver, type SaverParts } from './offline/saver.ts';
import { type Memory, SavedReels } from './offline/saved-reels.ts';

export type OfflineSurroundings = Pick<SaverParts, 'identity' | 'choose' | 'fetch' | 'isHeld' | 'nowMs'> & {
  readonly memory: Memory;
  readonly cache: Pick<MediaCache, 'has' | 'peek' | 'pin' | 'statistics'>;
  readonly origins: () => Promise<readonly Origin[]>;
};

export type SaveMessage = Extract<PageMessage, { type: 'save' | 'order-saved' | 'list-saved' }>;

/** Makes the part that saves reels for offline, and tells it where everything is. */
export function assembleOffline({ memory, cache, origins, ...rest }: OfflineSurroundings) {
  const reels = new SavedReels(memory);
  const saver = new Saver({
    ...rest,
    reels,
    read: async (key) => (await cache.peek(key))?.body,
    has: (key) => cache.has(key),
    pin: (keys, isPinned) => cache.pin(keys, isPinned),
  });

  const list = async (): Promise<SavedList> => {
    const { pinnedBytes, usedBytes, budgetBytes } = cache.statistics;
    const storage = { pinnedBytes, usedBytes, budgetBytes };
    return { type: 'saved', reels: reels.statuses, origins: [...(await origins())], storage };
  };

  /** Does what a page says and answers with what is saved then. The work itself is left to `work`. */
  const receive = async (message: SaveMessage): Promise<SavedList> => {
    if (message.type === 'save') await saver.save(message.reels);
    else if (message.type === 'order-saved') await saver.order(message.reelIds, message.order);
    else await saver.verify();
    return list();
  };

  return { saver, reels, receive };
}
