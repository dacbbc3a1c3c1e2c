import { PlaylistError } from './playlist-error.ts';

/**
 * A line without its white space. A tag has a name (`EXTINF`) and what follows the colon; a URI line has text alone;
 * comments and empty lines have neither.
 */
export type Line = { readonly tag: string; readonly text: string };

const nothing: Line = { tag: '', text: '' };

/** One entry for each line of the text, so that positions are line numbers. */
export function readLines(text: string, url: string): Line[] {
  if (!isHls(text)) throw new PlaylistError(url, `does not begin with #EXTM3U but with ${JSON.stringify(begin(text))}`);
  return splitLines(text).map(readLine);
}

export function isHls(text: string): boolean {
  return /^\uFEFF?#EXTM3U(?=\s|$)/.test(text);
}

export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * The address that the player will ask for. hls.js resolves by RFC 3986, where URL makes exceptions for backslashes
 * and for `https:` without slashes: these are refused, as the two would not ask for the same.
 */
export function resolveUri(uri: string, url: string): string {
  const isAmbiguous = /^(?:[^?#]*\\|https?:(?!\/\/))/i.test(uri);
  const base = /^[a-z0-9+.-]+:/i.test(uri) ? undefined : url;
  if (isAmbiguous || !URL.canParse(uri, base))
    throw new PlaylistError(url, `has the URI "${uri}", which is no address`);
  return new URL(uri, base).href;
}

function readLine(raw: string): Line {
  const line = raw.trim();
  if (!line.startsWith('#')) return line === '' ? nothing : { tag: '', text: line };
  if (!line.startsWith('#EXT')) return nothing;
  const colon = line.indexOf(':');
  return colon === -1 ? { tag: line.slice(1), text: '' } : { tag: line.slice(1, colon), text: line.slice(colon + 1) };
}

function begin(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
