/** Reads a header of a request or an answer by its name in lower case; null when it is not there, or not to be seen. */
export type HeaderReader = (name: string) => string | null;

/** What a Cache-Control field says, as far as a private cache is concerned. */
export type CacheControl = {
  readonly isNoStore: boolean;
  readonly isNoCache: boolean;
  readonly isPrivate: boolean;
  readonly isMustRevalidate: boolean;
  readonly isImmutable: boolean;
  readonly isOnlyIfCached: boolean;
  /** Null where nothing is said. A value that is no number of seconds counts as 0, of several the smallest holds. */
  readonly maxAgeSeconds: number | null;
  /** Only in requests: how long the answer has to stay fresh. */
  readonly minFreshSeconds: number | null;
};

/** Longer fields are made by accident or malice. */
const longestField = 1024;
/** RFC 9111, 1.2.2: a larger number of seconds means this one. */
const mostSeconds = 2 ** 31;

const unreadable = 'no-store';

/** Of a request or an answer. Pragma counts where there is nothing newer (RFC 9111, 5.4). */
export function cacheControlOf(header: HeaderReader): CacheControl {
  const pragma = () => (/\bno-cache\b/i.test(header('pragma') ?? '') ? 'no-cache' : null);
  return parseCacheControl(header('cache-control') ?? pragma());
}

/**
 * Reads a field the safest way: a restriction holds however it is written and whatever else is said, a permission only
 * when it is written as it should be. What nobody can read forbids to keep anything.
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

/** A space before the sign of equality belongs to neither side: the name still forbids, the value allows nothing. */
function readDirective(text: string): { readonly name: string; readonly value: string } {
  const end = text.indexOf('=');
  const name = end === -1 ? text : text.slice(0, end);
  return { name: name.trim().toLowerCase(), value: end === -1 || /\s$/.test(name) ? '' : text.slice(end + 1) };
}

/** Cuts at the commas that stand outside quotes; null when the field is too long or a quote has no end. */
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
