import { partsOfMp4, playlistOfMp4 } from '../../shared/mp4-address.ts';
import type { SavedReel } from '../../shared/saved.ts';
import type { ExportedReel } from './form.ts';
import { ExportError } from './refusal.ts';

/** Returns the URLs at which a player may start this reel. */
export function doorsOf({ url, format }: Pick<SavedReel, 'url' | 'format'>): string[] {
  return format === 'hls' ? [url] : [url, playlistOfMp4(url), partsOfMp4(url)];
}

/** A playlist as it is saved: all of its URLs are absolute. */
export type SavedText = { readonly key: string; readonly text: string };

/** Decodes a playlist; returns undefined for any other content. */
export function textIn(bytes: ArrayBuffer): string | undefined {
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
export function checkAddresses({ reel, files }: ExportedReel, texts: readonly SavedText[], siteOrigin: string): void {
  const refuse = (why: string, address: string) => {
    throw new ExportError('hostile', `${why}: ${address.slice(0, 200)}`);
  };
  for (const { key } of files) {
    const address = addressIn(key);
    if (address === null) refuse('an address of a strange form', key);
    else if (standsForSite(address, reel, siteOrigin) && address !== reel.poster)
      refuse('a file that would stand for one of this site', key);
  }
  if (addressIn(reel.url) !== reel.url) refuse('an address of a strange form', reel.url);
  if (reel.poster !== null && addressIn(reel.poster) !== reel.poster)
    refuse('an address of a strange form', reel.poster);
  const listed = files.map(({ key }) => key);
  if (new Set(listed).size < listed.length) refuse('a file that is listed twice', reel.url);
  const named = namedBy(reel, texts);
  const stray = listed.find((key) => !named.has(addressIn(key) ?? ''));
  if (stray !== undefined) refuse('a file that no playlist of its reel names', stray);
  if (texts.some(({ text }) => isEncrypted(text))) refuse('an encrypted reel', reel.url);
}

/** Whether the URL is on this site's origin although its reel is not. */
export function standsForSite(address: string, { url }: SavedReel, siteOrigin: string): boolean {
  return new URL(address).origin === siteOrigin && new URL(url).origin !== siteOrigin;
}

/** Returns every URL that can be reached from the reel's own URLs through its playlists. */
function namedBy(reel: SavedReel, texts: readonly SavedText[]): ReadonlySet<string> {
  const textAt = new Map(texts.map(({ key, text }) => [key, text]));
  const named = new Set(reel.poster === null ? doorsOf(reel) : [...doorsOf(reel), reel.poster]);
  // The loop also visits the URLs that it adds to the set.
  for (const address of named)
    for (const [found] of textAt.get(address)?.matchAll(/https?:\/\/[^\s"]+/g) ?? []) named.add(found);
  return named;
}

/** Returns the URL in a file's key; null if it is invalid or not normalised. */
function addressIn(key: string): string | null {
  const [, address = '', first, last] = /^([^#]*)(?:#bytes=(\d{1,15})-(\d{1,15}))?$/.exec(key) ?? [];
  if (!URL.canParse(address) || Number(first ?? 0) > Number(last ?? 0)) return null;
  const { href, protocol, username, password } = new URL(address);
  const isPlain = href === address && /^https?:$/.test(protocol) && username === '' && password === '';
  return isPlain ? address : null;
}
