import { isPlainPath } from './plain-path.ts';

const maxAddresses = 20_000;

/** Returns every URL that a manifest or playlist leads to, without queries. Invalid addresses are left out. */
export function addressesIn(text: string, url: string): string[] {
  return addressesOf(urisIn(text), url);
}

/** Like `addressesIn`, but without the plain paths, which `listsPlainPath` finds. */
export function addressesNotPlainIn(text: string, url: string): string[] {
  const uris = urisIn(text).filter((uri) => !isPlainPath(uri) && !isPlainPath(withoutQuery(uri)));
  return addressesOf(uris, url);
}

/** Returns the URLs, with their queries, that a manifest or playlist lists beside others which differ only in the query. */
export function addressesAlike(text: string, url: string): string[] {
  if (!text.includes('?')) return [];
  const first = new Map<string, string>();
  const alike = new Set<string>();
  for (const uri of urisIn(text)) {
    if (!uri.includes('?')) continue;
    const path = withoutQuery(uri);
    const other = first.get(path) ?? uri;
    first.set(path, other);
    if (other !== uri) alike.add(other).add(uri);
  }
  return [...alike].flatMap((uri) => (URL.canParse(uri, url) ? new URL(uri, url).href : []));
}

/** Whether a manifest or playlist leads to this plain path below its folder, with whatever query. */
export function listsPlainPath(text: string, path: string): boolean {
  // Most texts do not contain it, which a search for it finds in a fraction of the time.
  if (!isPlainPath(path) || !text.includes(path)) return false;
  const name = path.replaceAll('.', String.raw`\.`);
  return new RegExp(String.raw`^[ \t]*${name}(?:[?#].*|[ \t]*)$|\bURI="${name}["?#]`, 'm').test(text);
}

function addressesOf(uris: readonly string[], url: string): string[] {
  const folder = folderOf(url);
  const found = new Set<string>();
  for (const uri of uris) {
    if (found.size >= maxAddresses) break;
    const path = withoutQuery(uri);
    if (isPlainPath(path)) found.add(`${folder}${path}`);
    else if (URL.canParse(uri, url)) found.add(withoutQuery(new URL(uri, url).href));
  }
  return [...found];
}

/** Returns the addresses of a manifest or playlist as written, in order. */
export function urisIn(text: string): string[] {
  return linesOf(text).flatMap((line) => {
    if (!line.startsWith('#')) return line === '' ? [] : [line];
    // A search for the name first, since a long playlist has thousands of tags, nearly all of them without an address.
    return line.includes('URI="') ? Array.from(line.matchAll(uriAttribute), ([, uri = '']) => uri) : [];
  });
}

/** Returns the text without addresses: equal for two texts that differ only in these, such as by new signatures. */
export function shapeOf(text: string): string {
  const lines = linesOf(text).filter((line) => !/^#(?!EXT)/.test(line));
  return lines.map((line) => (line.startsWith('#') ? line.replaceAll(uriAttribute, '') : '')).join('\n');
}

export function folderOf(url: string): string {
  return new URL('.', url).href;
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

const uriAttribute = /\bURI="([^"]*)"/g;

function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => line.trim());
}
