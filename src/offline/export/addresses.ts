import { partsOfMp4, playlistOfMp4 } from '../../shared/mp4-address.ts';
import type { SavedReel } from '../../shared/saved.ts';
import type { ExportedReel } from './form.ts';
import { ExportError } from './refusal.ts';

/** The addresses at which a player begins with this reel. */
export function doorsOf({ url, format }: Pick<SavedReel, 'url' | 'format'>): string[] {
  return format === 'hls' ? [url] : [url, playlistOfMp4(url), partsOfMp4(url)];
}

/** A playlist as it is saved: in it every address stands in full. */
export type SavedText = { readonly key: string; readonly text: string };

/** Undefined for anything else than a playlist. */
export function textIn(bytes: ArrayBuffer): string | undefined {
  const beginning = new TextDecoder().decode(bytes.slice(0, 16));
  return beginning.startsWith('#EXTM3U') ? new TextDecoder().decode(bytes) : undefined;
}

/** Licences and keys are bound to a browser, or to a viewer. */
export const isEncrypted = (text: string): boolean => /^#EXT-X-(?:SESSION-)?KEY:(?!.*METHOD=NONE\b)/m.test(text);

/**
 * A file that somebody hands over may say that it is any address's content. So each of its files has to be one that the
 * reel's own playlists name, by an address that can be meant in one way only, and none may pass for a part of this site
 * unless its reel is one. A poster may lie on the site all the same: it is not taken in.
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

/** Whether it would be a file of this site, beside a reel that is none. */
export function standsForSite(address: string, { url }: SavedReel, siteOrigin: string): boolean {
  return new URL(address).origin === siteOrigin && new URL(url).origin !== siteOrigin;
}

/** What is reached from the reel's own address, through what is reached. */
function namedBy(reel: SavedReel, texts: readonly SavedText[]): ReadonlySet<string> {
  const textAt = new Map(texts.map(({ key, text }) => [key, text]));
  const named = new Set(reel.poster === null ? doorsOf(reel) : [...doorsOf(reel), reel.poster]);
  // What is added to the set while it is walked through is walked through too.
  for (const address of named)
    for (const [found] of textAt.get(address)?.matchAll(/https?:\/\/[^\s"]+/g) ?? []) named.add(found);
  return named;
}

/** The address in a file's name; null where it is none, or could be written in another way. */
function addressIn(key: string): string | null {
  const [, address = '', first, last] = /^([^#]*)(?:#bytes=(\d{1,15})-(\d{1,15}))?$/.exec(key) ?? [];
  if (!URL.canParse(address) || Number(first ?? 0) > Number(last ?? 0)) return null;
  const { href, protocol, username, password } = new URL(address);
  const isPlain = href === address && /^https?:$/.test(protocol) && username === '' && password === '';
  return isPlain ? address : null;
}
