import type { HeaderReader } from './cache-control.ts';

/** The response headers that are stored with a body. Plain JSON. */
export type KeptHeaders = Readonly<Record<string, string>>;

const mostHeaders = 64;
const mostCharacters = 8192;

/** Headers that the cache itself needs. They are kept first if not all fit. */
const neededHeaders = 'etag last-modified date age cache-control expires vary'.split(' ');

/**
 * Headers that are not stored: they belong to the connection, to the encoding and extent of the transferred body, or to
 * the browser rather than the page, or they are set again for each response.
 */
const droppedHeaders =
  /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|via|content-(encoding|length|range|type)|accept-ranges|set-cookie2?|clear-site-data|refresh|alt-svc|strict-transport-security|nel|report-to|reporting-endpoints|www-authenticate)$|^(proxy|access-control|x-nextreel)-/;

export function keepHeaders(headers: Iterable<readonly [string, string]>): KeptHeaders {
  const lowered = [...headers].map(([name, value]) => [name.toLowerCase(), value] as const);
  const listedByConnection = lowered
    .filter(([name]) => name === 'connection')
    .flatMap(([, value]) => value.split(',', mostHeaders));
  const named = new Set(listedByConnection.map((name) => name.trim().toLowerCase()));
  const wanted = lowered.filter(([name]) => !droppedHeaders.test(name) && !named.has(name));
  const isNeeded = ([name]: readonly [string, string]) => neededHeaders.includes(name);
  const ordered = [...wanted.filter(isNeeded), ...wanted.filter((pair) => !isNeeded(pair))];
  let characters = 0;
  return Object.fromEntries(
    ordered.slice(0, mostHeaders).filter(([name, value]) => {
      const size = name.length + value.length;
      const fits = characters + size <= mostCharacters;
      if (fits) characters += size;
      return fits;
    }),
  );
}

/**
 * Updates stored headers with those of a 304 (RFC 9111, 3.2), except those about the body, which a 304 does not carry.
 * The stored Date and Age are dropped, since they belonged to the earlier response.
 */
export function renewHeaders(kept: KeptHeaders, headers: Iterable<readonly [string, string]>): KeptHeaders {
  const { date: _date, age: _age, ...unchanged } = kept;
  const updates = Object.entries(keepHeaders(headers)).filter(([name]) => !name.startsWith('content-'));
  return keepHeaders(Object.entries({ ...unchanged, ...Object.fromEntries(updates) }));
}

/** Returns the headers for a response from the cache. `ageMs` is the time since the origin generated it. */
export function headersWithAge(kept: KeptHeaders, ageMs: number): KeptHeaders {
  return { ...kept, age: String(Math.floor(ageMs / 1000)) };
}

export function headerReader(kept: KeptHeaders): HeaderReader {
  return (name) => kept[name] ?? null;
}
