import { partsOfMp4, playlistOfMp4 } from '../../shared/mp4-address.ts';
import type { SavedReel } from '../../shared/saved.ts';
import type { ExportedReel } from './file-format.ts';
import { ExportError } from './refusal.ts';

/** Returns the URLs at which a player may start this reel. */
export function entryUrlsOf({ url, format }: Pick<SavedReel, 'url' | 'format'>): string[] {
  return format === 'hls' ? [url] : [url, playlistOfMp4(url), partsOfMp4(url)];
}

/** A playlist as it is saved: all of its URLs are absolute. */
export type SavedPlaylist = { readonly key: string; readonly text: string };

/** Decodes a playlist; returns undefined for any other content. */
export function playlistIn(bytes: ArrayBuffer): string | undefined {
  const beginning = new TextDecoder().decode(bytes.slice(0, 16));
  return beginning.startsWith('#EXTM3U') ? new TextDecoder().decode(bytes) : undefined;
}

/** Whether a playlist is encrypted. Its licences and keys are bound to one browser or one viewer. */
export const isEncrypted = (text: string): boolean => /^#EXT-X-(?:SESSION-)?KEY:(?!.*METHOD=NONE\b)/m.test(text);

/**
 * Checks the URLs of an imported reel, since an import can claim any URL for its content. Each file must be named by
 * the reel's own playlists and have a normalised URL, and none may be on this site's origin unless the reel is. A
 * poster on this site's origin is tolerated, because it is not imported.
 */
export function checkUrls(
  { reel, files }: ExportedReel,
  playlists: readonly SavedPlaylist[],
  siteOrigin: string,
): void {
  const refuse = (reason: string, address: string) => {
    throw new ExportError('hostile', `${reason}: ${address.slice(0, 200)}`);
  };
  for (const { key } of files) {
    const address = urlInKey(key);
    if (address === null) refuse('a URL in an unexpected form', key);
    else if (claimsSiteOrigin(address, reel, siteOrigin) && address !== reel.poster)
      refuse('a file that would replace one of this site', key);
  }
  if (urlInKey(reel.url) !== reel.url) refuse('a URL in an unexpected form', reel.url);
  if (reel.poster !== null && urlInKey(reel.poster) !== reel.poster) refuse('a URL in an unexpected form', reel.poster);
  const listed = files.map(({ key }) => key);
  if (new Set(listed).size < listed.length) refuse('a file that is listed twice', reel.url);
  const reachable = reachableUrls(reel, playlists);
  const unnamed = listed.find((key) => !reachable.has(urlInKey(key) ?? ''));
  if (unnamed !== undefined) refuse('a file that no playlist of its reel names', unnamed);
  if (playlists.some(({ text }) => isEncrypted(text))) refuse('an encrypted reel', reel.url);
}

/** Whether the URL is on this site's origin although its reel is not. */
export function claimsSiteOrigin(address: string, { url }: SavedReel, siteOrigin: string): boolean {
  return new URL(address).origin === siteOrigin && new URL(url).origin !== siteOrigin;
}

/** Returns every URL that can be reached from the reel's own URLs through its playlists. */
function reachableUrls(reel: SavedReel, playlists: readonly SavedPlaylist[]): ReadonlySet<string> {
  const playlistAt = new Map(playlists.map(({ key, text }) => [key, text]));
  const reachable = new Set(reel.poster === null ? entryUrlsOf(reel) : [...entryUrlsOf(reel), reel.poster]);
  // The loop also visits the URLs that it adds to the set.
  for (const address of reachable)
    for (const [found] of playlistAt.get(address)?.matchAll(/https?:\/\/[^\s"]+/g) ?? []) reachable.add(found);
  return reachable;
}

/** Returns the URL in a file's key; null if it is invalid or not normalised. */
function urlInKey(key: string): string | null {
  const [, address = '', first, last] = /^([^#]*)(?:#bytes=(\d{1,15})-(\d{1,15}))?$/.exec(key) ?? [];
  if (!URL.canParse(address) || Number(first ?? 0) > Number(last ?? 0)) return null;
  const { href, protocol, username, password } = new URL(address);
  const isPlain = href === address && /^https?:$/.test(protocol) && username === '' && password === '';
  return isPlain ? address : null;
}
