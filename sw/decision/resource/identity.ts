import { defaultConfig } from '../../../src/shared/config.ts';
import type { Origin } from '../../../src/shared/feed.ts';

/** Both ends belong to the range, as in an HTTP Range header. */
export type ByteRange = { readonly firstByte: number; readonly lastByte: number };

export const defaultVolatileParameters = defaultConfig.cache.volatile_query_parameters;

/**
 * The name under which a resource is cached. It is the resource's address at one origin that stands for all replicas,
 * so replicas share a key, while equal paths below unrelated origins do not. That origin's base is `keyBase`, so that
 * names outlive the coming and going of replicas; where nobody knows it yet, the base that sorts first.
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
  const canonical = base === undefined ? address : `${keyBase ?? firstOf(bases, base)}${address.slice(base.length)}`;
  const identifying = identifyingQuery(query, volatileParameters);
  // The fragment was dropped, so nothing in a URL can be mistaken for this suffix.
  const suffix = range === undefined ? '' : `#bytes=${range.firstByte}-${range.lastByte}`;
  return `${canonical}${identifying}${suffix}`;
}

/** The base that stands for all of these in keys, in whatever order they are listed. */
export function firstBase(origins: readonly Origin[]): string | undefined {
  const [base, ...bases] = origins.map(baseOf);
  return base === undefined ? undefined : firstOf(bases, base);
}

/** The same resource at every origin, the asked one first. A URL below no known origin has no replica. */
export function replicaUrls(url: string, origins: readonly Origin[]): string[] {
  const { address, query } = splitUrl(url);
  const bases = origins.map(baseOf);
  const base = longestBase(address, bases);
  if (base === undefined) return [url];
  const rest = `${address.slice(base.length)}${query}`;
  return [...new Set([base, ...bases])].map((replica) => `${replica}${rest}`);
}

/** The origin that a URL belongs to: the one with the longest matching base. */
export function originOf(url: string, origins: readonly Origin[]): Origin | undefined {
  const base = longestBase(splitUrl(url).address, origins.map(baseOf));
  return base === undefined ? undefined : origins.find((origin) => baseOf(origin) === base);
}

function splitUrl(url: string): { address: string; query: string } {
  if (!URL.canParse(url)) throw new TypeError(`url "${url}" is not an absolute URL`);
  const { href } = new URL(url);
  const [, address = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(href) ?? [];
  return { address, query };
}

/** Origins are few and live long, and reading an address is most of the work here. */
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

/** Whether addresses in a text carry parameters that come and go, as signatures do. */
export function carriesVolatile(text: string, volatileParameters: readonly string[]): boolean {
  return patternsOf(volatileParameters).inText.test(text);
}

/** Works on the raw pairs: decoding and encoding again could make two different queries equal. */
function identifyingQuery(query: string, volatileParameters: readonly string[]): string {
  const { name: isVolatile } = patternsOf(volatileParameters);
  const pairs = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => ({ pair, name: decodeName(pair.split('=', 1)[0] ?? '') }))
    .filter(({ name }) => !isVolatile.test(name));
  if (pairs.length === 0) return '';
  // Stable, so that the order of repeated names is kept.
  pairs.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return `?${pairs.map(({ pair }) => pair).join('&')}`;
}

type VolatilePatterns = { readonly name: RegExp; readonly inText: RegExp };

/** The list stays the same between two changes of the configuration. */
const knownPatterns = new WeakMap<readonly string[], VolatilePatterns>();

function patternsOf(volatileParameters: readonly string[]): VolatilePatterns {
  const known = knownPatterns.get(volatileParameters);
  if (known !== undefined) return known;
  const patterns = {
    name: new RegExp(`^${anyOf(volatileParameters, '[^]*')}$`, 'i'),
    // The rest of a name ends where another may begin, so that no character of a hostile text is looked at twice.
    inText: new RegExp(`[?&]${anyOf(volatileParameters, String.raw`[^=&?#\s"]*`)}=`, 'i'),
  };
  knownPatterns.set(volatileParameters, patterns);
  return patterns;
}

/** The source of a pattern that matches one of these names, where * at the end matches any `rest`. */
function anyOf(names: readonly string[], rest: string): string {
  if (names.length === 0) return '(?!)';
  const sources = names.map((name) => {
    const literal = name.replace(/\*$/, '').replace(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
    return name.endsWith('*') ? `${literal}${rest}` : literal;
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
