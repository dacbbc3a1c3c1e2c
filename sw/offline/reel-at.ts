import type { SavedReel } from '../../src/shared/saved.ts';
import type { SavedRecord } from '../../src/shared/saved-record.ts';
import { withSavedUrls } from '../../src/shared/saved-urls.ts';
import { startUrlOf } from '../../src/shared/start-url.ts';
import { type Identity, keyOf } from '../decision/resource/resource.ts';

/**
 * Returns a reel with URLs that lead to its files. Its own do, and may be signed, unless the replica that it was saved
 * from has left the feed.
 */
export function reelAt(identity: Identity, { reel, whole, arriving }: SavedRecord): SavedReel {
  const { keys = [] } = whole ?? arriving ?? {};
  // A URL that cannot be parsed has never led to any.
  if (keys.length === 0) return reel;
  const key = keyOf(startUrlOf(reel), identity);
  return keys.some((one) => one === key || one.startsWith(`${key}#`)) ? reel : withSavedUrls(reel, keys);
}
