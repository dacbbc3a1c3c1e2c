import { readDurationSeconds } from './duration.ts';
import { isMediaFile } from './media-file.ts';
import {
  maxOrigins,
  maxReelIdLength,
  maxReelSeconds,
  maxTagLength,
  maxTags,
  maxTitleLength,
  maxUrlLength,
} from './reel-limits.ts';
import { readRetention } from './retention.ts';

/** A base URL that serves the same media tree as its replicas. The URL always ends with a slash. */
export type Origin = { readonly id: string; readonly url: string };

export type ReelFormat = 'hls' | 'mp4';

/** One short video of the feed. `src` and `poster` are paths below an origin, or absolute URLs. */
export type Reel = {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly src: string;
  readonly format: ReelFormat;
  readonly poster: string | null;
  readonly durationSeconds: number;
  readonly tags: readonly string[];
  /** retention[s] = P(still watching at second s), never rising; missing if the feed does not give it. */
  readonly retention?: readonly number[];
  /** Whether the keys of an encrypted reel may be saved with it for offline playback. */
  readonly mayKeepKeys?: boolean;
};

export type FeedPage = {
  readonly origins: readonly Origin[];
  /** The reel of each entry, in the order of the feed; null for an entry that was skipped. */
  readonly entries: readonly (Reel | null)[];
  /** The entries that can be played. */
  readonly reels: readonly Reel[];
  /** Absolute URL of the next page. */
  readonly next: string | null;
  /** Number of reels in the whole feed; null if the service does not say. */
  readonly total: number | null;
  /** Number of reels on the pages before this one; null if the service does not say. */
  readonly offset: number | null;
  /** One sentence for each problem, such as a skipped entry. */
  readonly warnings: readonly string[];
};

export class FeedError extends Error {
  override readonly name = 'FeedError';
}

/** Further entries of a page are ignored: the feed continues with its next page. */
export const maxReelsPerPage = 10_000;

/**
 * Reads one page of the feed, or a bare list of its entries. Throws a FeedError for a page that is not a feed; skips a
 * bad entry with a warning, so that the rest plays. Third-party pages load this code, so it uses no schema library.
 */
export function readFeedPage(json: unknown, pageUrl: string): FeedPage {
  try {
    return readPage(fieldsOf(Array.isArray(json) ? { reels: json } : json), pageUrl);
  } catch (cause) {
    if (cause instanceof Refusal) throw new FeedError(`The feed at ${pageUrl} is not valid: ${cause.message}`);
    throw cause;
  }
}

/** Returns the URL of a path at an origin. An absolute URL stays as it is. */
export function mediaUrl(path: string, origin: Origin | undefined, pageUrl: string): string {
  return new URL(path, origin?.url ?? pageUrl).href;
}

/** Says why something is refused. The message is the end of a sentence. */
class Refusal extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function readPage(page: Fields, pageUrl: string): FeedPage {
  const origins = readList(page, 'origins', maxOrigins).map(readOrigin);
  // The replica that will serve a reel is not known yet: the longest base URL makes the longest address.
  const base = origins.reduce((longest, { url }) => (url.length > longest.length ? url : longest), '') || pageUrl;
  if (!Array.isArray(page['reels'])) throw new Refusal('"reels" is not a list');
  const listed: readonly unknown[] = page['reels'];
  const warnings: string[] = [];
  const oddRetentions: string[] = [];
  const seen = new Set<string>();
  const unlessRefused = <T>(what: string, read: () => T): T | null => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      warnings.push(`${what}: ${cause.message}`);
      return null;
    }
  };
  const entries = listed
    .slice(0, maxReelsPerPage)
    .map((entry, index) =>
      unlessRefused(`Feed entry ${index} was left out`, () =>
        readReel(fieldsOf(entry), base, seen, (odd) => oddRetentions.push(`Feed entry ${index}: ${odd}`)),
      ),
    );
  const [oddRetention] = oddRetentions;
  if (oddRetention !== undefined) warnings.push(`${oddRetention} (${oddRetentions.length} such on this page)`);
  if (listed.length > maxReelsPerPage) {
    warnings.push(`A page may have ${maxReelsPerPage} entries: ${listed.length - maxReelsPerPage} were left out.`);
  }
  const next = isGiven(page['next'])
    ? unlessRefused('The feed ends here', () => mediaUrl(readAddress(page, 'next', pageUrl), undefined, pageUrl))
    : null;
  const reels = entries.filter((reel) => reel !== null);
  return {
    origins,
    entries,
    reels,
    next,
    total: readCount(page, 'total'),
    offset: readCount(page, 'offset'),
    warnings,
  };
}

function readOrigin(origin: unknown): Origin {
  const fields = fieldsOf(origin);
  const url = readText(fields, 'url', maxUrlLength);
  if (httpUrl(url, url) === null) throw new Refusal(`"origins" has "${url}", which is not an http(s) address`);
  return { id: readText(fields, 'id', maxReelIdLength), url: url.endsWith('/') ? url : `${url}/` };
}

function readReel(entry: Fields, base: string, seen: Set<string>, onOddRetention: (warning: string) => void): Reel {
  const id = Number.isFinite(entry['id']) ? String(entry['id']) : readText(entry, 'id', maxReelIdLength);
  if (seen.has(id)) throw new Refusal(`duplicate id "${id}"`);
  const src = readAddress(entry, 'src', base);
  const { retention, warning } = readRetention(entry['retention']);
  if (warning !== undefined) onOddRetention(warning);
  const reel = {
    id,
    title: readTitle(entry, 'title'),
    author: readTitle(entry, 'author'),
    src,
    format: isMediaFile(src) ? ('mp4' as const) : ('hls' as const),
    poster: isGiven(entry['poster']) ? readAddress(entry, 'poster', base) : null,
    durationSeconds: readDuration(entry, 'durationSeconds') ?? readDuration(entry, 'duration') ?? 0,
    tags: readList(entry, 'tags', maxTags).map((tag) => {
      if (typeof tag === 'string' && tag.length <= maxTagLength) return tag;
      throw new Refusal(`"tags" has one that is not a text of at most ${maxTagLength} characters`);
    }),
    ...(retention === undefined ? {} : { retention }),
    ...(allowsKeys(entry['offline']) && { mayKeepKeys: true }),
  };
  seen.add(id);
  return reel;
}

/** Whether the entry has `"offline": { "keys": true }`. Anything else allows nothing. */
function allowsKeys(offline: unknown): boolean {
  return typeof offline === 'object' && offline !== null && 'keys' in offline && offline.keys === true;
}

function readAddress(fields: Fields, key: string, base: string): string {
  const address = readText(fields, key, maxUrlLength);
  const url = httpUrl(address, base);
  if (url === null) throw new Refusal(`${key} "${address.slice(0, 200)}" is not an http(s) address`);
  if (url.length > maxUrlLength) throw new Refusal(`${key} is an address of more than ${maxUrlLength} characters`);
  return address;
}

function readTitle(fields: Fields, key: string): string {
  const title = fields[key] ?? '';
  if (typeof title === 'string' && title.length <= maxTitleLength) return title;
  throw new Refusal(`"${key}" is not a text of at most ${maxTitleLength} characters`);
}

function readDuration(fields: Fields, key: string): number | null {
  if (!isGiven(fields[key])) return null;
  const seconds = readDurationSeconds(fields[key]);
  if (seconds === undefined) throw new Refusal(`"${key}" is neither seconds nor an ISO 8601 duration`);
  return Math.min(seconds, maxReelSeconds);
}

function readCount(fields: Fields, key: string): number | null {
  const count = fields[key] ?? null;
  if (count === null || (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0)) return count;
  throw new Refusal(`"${key}" is not a whole number`);
}

function readText(fields: Fields, key: string, maxLength: number): string {
  const value = fields[key];
  const text = typeof value === 'string' ? value.trim() : '';
  if (text !== '' && text.length <= maxLength) return text;
  throw new Refusal(`"${key}" is not a text of 1 to ${maxLength} characters`);
}

function readList(fields: Fields, key: string, maxEntries: number): readonly unknown[] {
  const list = fields[key] ?? [];
  if (Array.isArray(list) && list.length <= maxEntries) return list;
  throw new Refusal(`"${key}" is not a list of at most ${maxEntries}`);
}

/** Many services fill a field that they have nothing for with an empty text. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');
}

function fieldsOf(json: unknown): Fields {
  if (typeof json === 'object' && json !== null) return { ...json };
  throw new Refusal('it is not an object');
}

function httpUrl(value: string, base: string): string | null {
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}
