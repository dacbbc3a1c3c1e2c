import type { HeaderReader } from './cache-control.ts';

/** Headers of an answer that are kept with it. Plain JSON. */
export type KeptHeaders = Readonly<Record<string, string>>;

const mostHeaders = 64;
const mostCharacters = 8192;

/** What the cache itself needs: these stay where there is not room for all. */
const needed = 'etag last-modified date age cache-control expires vary'.split(' ');

/**
 * Belongs to one connection, to the form in which the body came, or to the browser and not to the page; or is written
 * anew with every answer.
 */
const left =
  /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|via|content-(encoding|length|range|type)|accept-ranges|set-cookie2?|clear-site-data|refresh|alt-svc|strict-transport-security|nel|report-to|reporting-endpoints|www-authenticate)$|^(proxy|access-control|x-nextreel)-/;

export function keepHeaders(headers: Iterable<readonly [string, string]>): KeptHeaders {
  const lowered = [...headers].map(([name, value]) => [name.toLowerCase(), value] as const);
  const ofConnection = lowered
    .filter(([name]) => name === 'connection')
    .flatMap(([, value]) => value.split(',', mostHeaders));
  const named = new Set(ofConnection.map((name) => name.trim().toLowerCase()));
  const wanted = lowered.filter(([name]) => !left.test(name) && !named.has(name));
  const isNeeded = ([name]: readonly [string, string]) => needed.includes(name);
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
 * What a 304 says takes the place of what was said before (RFC 9111, 3.2), except of the body, which it does not carry.
 * Date and Age were those of the answer before.
 */
export function renewHeaders(kept: KeptHeaders, headers: Iterable<readonly [string, string]>): KeptHeaders {
  const { date: _date, age: _age, ...lasting } = kept;
  const said = Object.entries(keepHeaders(headers)).filter(([name]) => !name.startsWith('content-'));
  return keepHeaders(Object.entries({ ...lasting, ...Object.fromEntries(said) }));
}

/** As they are given back with what is kept, so many milliseconds after the origin made it. */
export function headersWithAge(kept: KeptHeaders, ageMs: number): KeptHeaders {
  return { ...kept, age: String(Math.floor(ageMs / 1000)) };
}

export function headerReader(kept: KeptHeaders): HeaderReader {
  return (name) => kept[name] ?? null;
}
