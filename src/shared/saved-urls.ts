import { readMp4Address } from './mp4-address.ts';
import type { SavedReel } from './saved.ts';
import { startUrlOf } from './start-url.ts';

/**
 * Returns a saved reel with the URLs that its files are keyed by, which lead to them whatever replicas are known. Files
 * are recognised by their names: replicas differ above them, and a unit lists the file that is read first before others
 * of its name.
 */
export function withSavedUrls(reel: SavedReel, keys: readonly string[]): SavedReel {
  const { url, format, poster } = reel;
  const start = findKey(keys, startUrlOf(reel)) ?? '';
  const found = format === 'hls' ? start : readMp4Address(start)?.fileUrl;
  return { ...reel, url: found || url, poster: poster && (findKey(keys, poster) ?? poster) };
}

function findKey(keys: readonly string[], url: string): string | undefined {
  const name = fileNameOf(url);
  const key = keys.includes(url) ? url : keys.find((one) => fileNameOf(one) === name);
  return key?.replace(/#.*/, '');
}

function fileNameOf(url: string): string | undefined {
  return /[^/?#]*(?=[?#]|$)/.exec(url)?.[0];
}
