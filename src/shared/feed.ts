import * as v from 'valibot';

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
};

export type FeedPage = {
  readonly origins: readonly Origin[];
  readonly reels: readonly Reel[];
  /** Absolute URL of the next page. */
  readonly next: string | null;
  /** Number of reels in the whole feed, where the service knows it. */
  readonly total: number | null;
  /** One sentence for each entry that was left out. */
  readonly warnings: readonly string[];
};

export class FeedError extends Error {
  override readonly name = 'FeedError';
}

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());

const originSchema = v.object({ id: text, url: v.pipe(v.string(), v.url()) });

const reelSchema = v.object({
  id: text,
  title: v.optional(v.string(), ''),
  author: v.optional(v.string(), ''),
  src: text,
  poster: v.nullish(text, null),
  durationSeconds: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  tags: v.optional(v.array(v.string()), []),
});

const pageSchema = v.object({
  origins: v.optional(v.array(originSchema), []),
  reels: v.array(v.unknown()),
  next: v.nullish(text, null),
  total: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)), null),
});

/**
 * Reads one page of the feed. A page that is no feed at all is an error; a bad entry is left out with a warning, so
 * that the rest plays.
 */
export function readFeedPage(json: unknown, pageUrl: string): FeedPage {
  const page = v.safeParse(pageSchema, json);
  if (!page.success) throw new FeedError(`The feed at ${pageUrl} is not valid: ${describe(page.issues[0])}`);
  const origins = page.output.origins.map(({ id, url }) => ({ id, url: url.endsWith('/') ? url : `${url}/` }));
  const base = origins[0]?.url ?? pageUrl;
  const reels: Reel[] = [];
  const warnings: string[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of page.output.reels.entries()) {
    const reel = readReel(entry, base, seen);
    if (typeof reel === 'string') warnings.push(`Feed entry ${index} was left out: ${reel}`);
    else reels.push(reel);
  }
  const next = page.output.next === null ? null : new URL(page.output.next, pageUrl).href;
  return { origins, reels, next, total: page.output.total, warnings };
}

function readReel(entry: unknown, base: string, seen: Set<string>): Reel | string {
  const parsed = v.safeParse(reelSchema, entry);
  if (!parsed.success) return describe(parsed.issues[0]);
  const reel = parsed.output;
  if (seen.has(reel.id)) return `id "${reel.id}" stands twice`;
  for (const key of ['src', 'poster'] as const) {
    const value = reel[key];
    if (value !== null && !isHttpUrl(value, base)) return `${key} "${value}" is not an http(s) address`;
  }
  seen.add(reel.id);
  return { ...reel, format: /\.(mp4|m4v)(\?|$)/i.test(reel.src) ? 'mp4' : 'hls' };
}

function isHttpUrl(value: string, base: string): boolean {
  return URL.canParse(value, base) && /^https?:$/.test(new URL(value, base).protocol);
}

/** Where the bytes of a path are: an absolute URL stays as it is. */
export function mediaUrl(path: string, origin: Origin | undefined, pageUrl: string): string {
  return new URL(path, origin?.url ?? pageUrl).href;
}

function describe(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue);
  return `${key === null ? 'it' : `"${key}"`} ${issue.message.toLowerCase()}`;
}
