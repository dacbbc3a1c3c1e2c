import * as v from 'valibot';
import { boundedList } from './bounded-list.ts';
import { readDurationSeconds } from './duration.ts';
import { readRetention } from './retention.ts';
import {
  maxOrigins,
  maxReelIdLength,
  maxReelSeconds,
  maxTagLength,
  maxTags,
  maxTitleLength,
  maxUrlLength,
} from './reel-limits.ts';

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
  /** retention[s] = P(still watching at second s), never rising; left out where the feed does not tell it. */
  readonly retention?: readonly number[];
};

export type FeedPage = {
  readonly origins: readonly Origin[];
  /** The reel of each entry, in its place; null where the entry was left out. */
  readonly entries: readonly (Reel | null)[];
  /** The entries that can be played. */
  readonly reels: readonly Reel[];
  /** Absolute URL of the next page. */
  readonly next: string | null;
  /** Number of reels in the whole feed, where the service knows it. */
  readonly total: number | null;
  /** Number of reels on the pages before this one; null where the service does not say. */
  readonly offset: number | null;
  /** One sentence for each entry that was left out. */
  readonly warnings: readonly string[];
};

export class FeedError extends Error {
  override readonly name = 'FeedError';
}

/** What is behind these on one page is left out: the feed goes on with its next page. */
export const maxReelsPerPage = 10_000;

const text = (maxLength: number) => v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(maxLength));
const address = text(maxUrlLength);
const title = v.optional(v.pipe(v.string(), v.maxLength(maxTitleLength)), '');

const originSchema = v.object({ id: text(maxReelIdLength), url: v.pipe(address, v.url()) });

const number = v.pipe(v.number(), v.finite(), v.transform(String));
const duration = v.pipe(
  v.unknown(),
  v.transform(readDurationSeconds),
  v.number('Expected seconds or an ISO 8601 duration'),
  v.toMaxValue(maxReelSeconds),
);

const reelSchema = v.object({
  id: v.union([text(maxReelIdLength), number]),
  title,
  author: title,
  src: address,
  poster: v.nullish(address, null),
  durationSeconds: v.nullish(duration),
  duration: v.nullish(duration),
  tags: v.optional(boundedList(v.pipe(v.string(), v.maxLength(maxTagLength)), maxTags), []),
  retention: v.optional(v.unknown()),
});

const reelCount = v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), null);

const pageSchema = v.object({
  origins: v.optional(boundedList(originSchema, maxOrigins), []),
  reels: v.array(v.unknown()),
  next: v.nullish(address, null),
  total: reelCount,
  offset: reelCount,
});

/**
 * Reads one page of the feed, or a bare list of its entries. A page that is no feed at all is an error; a bad entry is left out with a warning, so
 * that the rest plays.
 */
export function readFeedPage(json: unknown, pageUrl: string): FeedPage {
  const page = v.safeParse(pageSchema, Array.isArray(json) ? { reels: json } : json);
  if (!page.success) throw new FeedError(`The feed at ${pageUrl} is not valid: ${describe(page.issues[0])}`);
  const origins = page.output.origins.map(({ id, url }) => ({ id, url: url.endsWith('/') ? url : `${url}/` }));
  // At which of its replicas a reel will be asked for is not known yet.
  const base = origins.reduce((longest, { url }) => (url.length > longest.length ? url : longest), '') || pageUrl;
  const warnings: string[] = [];
  const oddRetentions: string[] = [];
  const seen = new Set<string>();
  const listed = page.output.reels;
  const entries = listed.slice(0, maxReelsPerPage).map((entry, index) => {
    const reel = readReel(entry, base, seen, (warning) => oddRetentions.push(`Feed entry ${index}: ${warning}`));
    if (typeof reel !== 'string') return reel;
    warnings.push(`Feed entry ${index} was left out: ${reel}`);
    return null;
  });
  const [oddRetention] = oddRetentions;
  if (oddRetention !== undefined) warnings.push(`${oddRetention} (${oddRetentions.length} such on this page)`);
  const reels = entries.filter((reel) => reel !== null);
  if (listed.length > maxReelsPerPage) {
    warnings.push(`A page may have ${maxReelsPerPage} entries: ${listed.length - maxReelsPerPage} were left out.`);
  }
  const { next, total, offset } = page.output;
  const nextUrl = next === null ? null : httpUrl(next, pageUrl);
  if (next !== null && nextUrl === null) warnings.push(`The feed ends here: next "${next}" is not an http(s) address`);
  return { origins, entries, reels, next: nextUrl, total, offset, warnings };
}

function readReel(
  entry: unknown,
  base: string,
  seen: Set<string>,
  onOddRetention: (warning: string) => void,
): Reel | string {
  const parsed = v.safeParse(reelSchema, entry);
  if (!parsed.success) return describe(parsed.issues[0]);
  const { durationSeconds, duration: length, retention: told, ...reel } = parsed.output;
  if (seen.has(reel.id)) return `duplicate id "${reel.id}"`;
  for (const key of ['src', 'poster'] as const) {
    const value = reel[key];
    if (value === null) continue;
    const url = httpUrl(value, base);
    if (url === null) return `${key} "${value}" is not an http(s) address`;
    if (url.length > maxUrlLength) return `${key} is an address of more than ${maxUrlLength} characters`;
  }
  seen.add(reel.id);
  const { retention, warning } = readRetention(told);
  if (warning !== undefined) onOddRetention(warning);
  return {
    ...reel,
    ...(retention === undefined ? {} : { retention }),
    durationSeconds: durationSeconds ?? length ?? 0,
    format: /\.(mp4|m4v)(\?|$)/i.test(reel.src) ? 'mp4' : 'hls',
  };
}

function httpUrl(value: string, base: string): string | null {
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** Where the bytes of a path are: an absolute URL stays as it is. */
export function mediaUrl(path: string, origin: Origin | undefined, pageUrl: string): string {
  return new URL(path, origin?.url ?? pageUrl).href;
}

function describe(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue);
  return `${key === null ? 'it' : `"${key}"`} ${issue.message.toLowerCase()}`;
}
