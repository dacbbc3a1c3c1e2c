import { defaultConfig } from '../../../src/shared/config.ts';
import type { Origin } from '../../../src/shared/feed.ts';

/** Both ends are inclusive, as in an HTTP Range header. */
export type ByteRange = { readonly firstByte: number; readonly lastByte: number };

export const defaultVolatileParameters = defaultConfig.cache.volatile_query_parameters;

/**
 * Returns the key under which a resource is cached: its URL at one origin that stands for all replicas. So replicas
 * share a key, while equal paths below unrelated origins do not. `keyBase` is that origin's base, so that keys stay the
 * same when replicas change; without it the base that sorts first is used.
 */
export function resourceKey(
  url: string,
  origins: readonly Origin[],
  volatileParameters: readonly string[] = defaultVolatileParameters,
  range?: ByteRange,
  keyBase?: string,
): string {
  const { address, query } = splitUrl(url);
  const bases = origins.map(baseOf);
  const base = longestBase(address, bases);
  const atKeyBase = base === undefined ? address : `${keyBase ?? firstOf(bases, base)}${address.slice(base.length)}`;
  // The base of an origin may contain a signature too.
  const canonical = withoutSignedFolders(atKeyBase, volatileParameters);
  const identifying = identifyingQuery(query, volatileParameters);
  // The URL's fragment was dropped, so no URL can be mistaken for this suffix.
  const suffix = range === undefined ? '' : `#bytes=${range.firstByte}-${range.lastByte}`;
  return `${canonical}${identifying}${suffix}`;
}

/** Returns this worker's key for a URL, or for a key that was made with other origins. A suffix after # is kept. */
export function localKey(
  key: string,
  origins: readonly Origin[],
  volatileParameters?: readonly string[],
  keyBase?: string,
): string {
  return `${resourceKey(key, origins, volatileParameters, undefined, keyBase)}${/#.*/s.exec(key)?.[0] ?? ''}`;
}

/** Returns an address, absolute or relative, without signatures. */
export function unsignedAddress(address: string, volatileParameters = defaultVolatileParameters): string {
  if (!/[?=]/.test(address)) return address;
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(address) ?? [];
  const name = `${withoutSignedFolders(path, volatileParameters)}${identifyingQuery(query, volatileParameters)}${fragment}`;
  return name.length < address.length ? name : address;
}

/** Returns the base that stands for all these origins in keys, in whatever order they are listed. */
export function firstBase(origins: readonly Origin[]): string | undefined {
  const [base, ...bases] = origins.map(baseOf);
  return base === undefined ? undefined : firstOf(bases, base);
}

/** Returns the URL of a resource at every origin, the given one first. A URL below no known origin has no replica. */
export function replicaUrls(url: string, origins: readonly Origin[]): string[] {
  const { address, query } = splitUrl(url);
  const bases = origins.map(baseOf);
  const base = longestBase(address, bases);
  if (base === undefined) return [url];
  const rest = `${address.slice(base.length)}${query}`;
  return [base, ...bases.filter((other) => other !== base)].map((replica) => `${replica}${rest}`);
}

/** Returns the keys that a resource has, the given one first, if the one or the other of its origins stands for all. */
export function replicaKeys(key: string, origins: readonly Origin[]): string[] {
  const [, address = '', suffix = ''] = /^([^#]*)(.*)$/s.exec(key) ?? [];
  return replicaUrls(address, origins).map((replica) => `${replica}${suffix}`);
}

/** Returns the origin that a URL belongs to: the one with the longest matching base. */
export function originOf(url: string, origins: readonly Origin[]): Origin | undefined {
  const base = longestBase(splitUrl(url).address, origins.map(baseOf));
  return base === undefined ? undefined : origins.find((origin) => baseOf(origin) === base);
}

/** Parsing URLs is most of the work here. A URL of this form is already normalised if its site is known. */
const plainAddress = /^(https?:\/\/[^/?#]+\/)(?:[\w-]+[./])*[\w-]+(\?[\w=&.%-]*)?$/;
const knownSites = new Set<string>();
const mostSites = 100;

function splitUrl(url: string): { address: string; query: string } {
  const [, site = '', plainQuery = ''] = plainAddress.exec(url) ?? [];
  if (knownSites.has(site)) return { address: url.slice(0, url.length - plainQuery.length), query: plainQuery };
  if (!URL.canParse(url)) throw new TypeError(`url "${url}" is not an absolute URL`);
  const { href, origin } = new URL(url);
  if (knownSites.size < mostSites) knownSites.add(`${origin}/`);
  const [, address = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(href) ?? [];
  return { address, query };
}

/** Bases are cached, since origins are few and live long. */
const knownBases = new WeakMap<Origin, string>();

function baseOf(origin: Origin): string {
  const known = knownBases.get(origin);
  if (known !== undefined) return known;
  const { address } = splitUrl(origin.url);
  const base = address.endsWith('/') ? address : `${address}/`;
  knownBases.set(origin, base);
  return base;
}

function longestBase(address: string, bases: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const base of bases) {
    if (address.startsWith(base) && base.length > (longest?.length ?? 0)) longest = base;
  }
  return longest;
}

function firstOf(bases: readonly string[], initial: string): string {
  return bases.reduce((first, base) => (base < first ? base : first), initial);
}

/** Parameters for the expiry or policy of a signature. Without one they may mean an episode or a start time. */
const signatureCompanions = /^(e|exp|expires|st|se|txtime|wstime|policy)$/i;

/** Works on the raw pairs, since decoding and re-encoding could make two different queries equal. */
function identifyingQuery(query: string, volatileParameters: readonly string[]): string {
  const isVolatile = patternOf(volatileParameters);
  const pairs = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => ({ pair, name: decodeName(pair.split('=', 1)[0] ?? '') }));
  const isSigned = pairs.some(({ name }) => isVolatile.test(name) && !signatureCompanions.test(name));
  const identifyingPairs = pairs.filter(
    ({ name }) => !isVolatile.test(name) || (!isSigned && signatureCompanions.test(name)),
  );
  if (identifyingPairs.length === 0) return '';
  // The sort is stable, so repeated names keep their order.
  identifyingPairs.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return `?${identifyingPairs.map(({ pair }) => pair).join('&')}`;
}

/** Removes path segments that sign a whole folder and are written like a query: `/hdntl=exp=1~acl=*~hmac=a/`. */
function withoutSignedFolders(path: string, volatileParameters: readonly string[]): string {
  if (!path.includes('=')) return path;
  const isVolatile = patternOf(volatileParameters);
  const signs = (name: string) => isVolatile.test(name) && !signatureCompanions.test(name);
  const isSignature = (part: string) => part.split(/[&~,;]/).some((pair) => pair.split('=').slice(0, -1).some(signs));
  return path
    .split('/')
    .filter((part, index, parts) => index === parts.length - 1 || !isSignature(part))
    .join('/');
}

/** Patterns are cached by list, which only changes with the configuration. */
const knownPatterns = new WeakMap<readonly string[], RegExp>();

function patternOf(volatileParameters: readonly string[]): RegExp {
  const known = knownPatterns.get(volatileParameters);
  if (known !== undefined) return known;
  const pattern = new RegExp(`^${anyOf(volatileParameters)}$`, 'i');
  knownPatterns.set(volatileParameters, pattern);
  return pattern;
}

/** Returns the source of a pattern that matches any of these names. A * at the end of a name matches any rest. */
function anyOf(names: readonly string[]): string {
  if (names.length === 0) return '(?!)';
  const sources = names.map((name) => {
    const literal = name.replace(/\*$/, '').replace(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
    return name.endsWith('*') ? `${literal}[^]*` : literal;
  });
  return `(?:${sources.join('|')})`;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
