/** Reads a request or response header by its lower-case name; null if it is missing or not exposed. */
export type HeaderReader = (name: string) => string | null;

/** The directives of a Cache-Control field that matter to a private cache. */
export type CacheControl = {
  readonly isNoStore: boolean;
  readonly isNoCache: boolean;
  readonly isPrivate: boolean;
  readonly isMustRevalidate: boolean;
  readonly isImmutable: boolean;
  readonly isOnlyIfCached: boolean;
  /** Null without a max-age. An invalid value counts as 0; of several values the smallest applies. */
  readonly maxAgeSeconds: number | null;
  /** Only in requests: how much longer the response must stay fresh. */
  readonly minFreshSeconds: number | null;
};

/** Longer fields are accidental or malicious. */
const longestField = 1024;
/** RFC 9111, 1.2.2: a larger number of seconds is read as this one. */
const mostSeconds = 2 ** 31;

const unreadable = 'no-store';

/** Reads Cache-Control of a request or response. Pragma counts only without Cache-Control (RFC 9111, 5.4). */
export function cacheControlOf(header: HeaderReader): CacheControl {
  const pragma = () => (/\bno-cache\b/i.test(header('pragma') ?? '') ? 'no-cache' : null);
  return parseCacheControl(header('cache-control') ?? pragma());
}

/**
 * Parses a field conservatively: a restriction applies however it is written, a permission only if it is well-formed.
 * An unreadable field counts as no-store.
 */
export function parseCacheControl(field: string | null): CacheControl {
  const directives = (splitDirectives(field ?? '') ?? [unreadable]).map(readDirective);
  const names = new Set(directives.map(({ name }) => name));
  const secondsOf = (wanted: string) =>
    directives.filter(({ name }) => name === wanted).map(({ value }) => seconds(value));
  const [maxAgeSeconds = null] = secondsOf('max-age').toSorted((a, b) => a - b);
  return {
    isNoStore: names.has('no-store'),
    isNoCache: names.has('no-cache'),
    isPrivate: names.has('private'),
    isMustRevalidate: names.has('must-revalidate'),
    isImmutable: names.has('immutable'),
    isOnlyIfCached: names.has('only-if-cached'),
    maxAgeSeconds,
    minFreshSeconds: secondsOf('min-fresh')[0] ?? null,
  };
}

/** With a space before the equals sign the name still applies as a restriction, but the value is dropped. */
function readDirective(text: string): { readonly name: string; readonly value: string } {
  const end = text.indexOf('=');
  const name = end === -1 ? text : text.slice(0, end);
  return { name: name.trim().toLowerCase(), value: end === -1 || /\s$/.test(name) ? '' : text.slice(end + 1) };
}

/** Splits at commas outside quotes; null if the field is too long or a quote is never closed. */
function splitDirectives(field: string): string[] | null {
  if (field.length > longestField) return null;
  const directives: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < field.length; index += 1) {
    const character = field[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) index += 1;
    else if (character === ',' && !isQuoted) {
      directives.push(field.slice(start, index).trim());
      start = index + 1;
    }
  }
  return isQuoted ? null : [...directives, field.slice(start).trim()];
}

function seconds(value: string): number {
  const digits = /^(?:"(\d+)"|(\d+))$/.exec(value);
  return digits === null ? 0 : Math.min(mostSeconds, Number(digits[1] ?? digits[2]));
}
