import { type CatalogueReel, catalogue } from './catalogue';

export const reelsPerPage = 6;
export const maxReels = 100_000;

export type FeedQuery = { readonly page: number; readonly reels: number };

export class FeedQueryError extends Error {
  override readonly name = 'FeedQueryError';
}

/**
 * `page` counts from 1. `reels` is the length of the whole feed, by default that of the catalogue. `reel` selects the
 * page that contains this reel, or the first page if none does.
 */
export function readFeedQuery(query: URLSearchParams, known: readonly CatalogueReel[] = catalogue): FeedQuery {
  const reels = readCount(query, 'reels', known.length, 0, maxReels);
  const reelId = query.get('reel');
  const page = reelId === null ? readCount(query, 'page', 1, 1, Number.MAX_SAFE_INTEGER) : pageOf(reelId, reels, known);
  return { page, reels };
}

function pageOf(reelId: string, reels: number, known: readonly CatalogueReel[]): number {
  const [, id = '', copy = '0'] = /^(.*?)(?:-(\d{1,6}))?$/.exec(reelId) ?? [];
  const place = known.findIndex((reel) => reel.id === id);
  const index = place + Number(copy) * known.length;
  return place === -1 || index >= reels ? 1 : Math.floor(index / reelsPerPage) + 1;
}

/** Returns a page of the feed. After the known reels come copies of them with ids and paths of their own. */
export function buildFeedPage(
  { page, reels }: FeedQuery,
  originUrls: readonly string[],
  known: readonly CatalogueReel[] = catalogue,
): object {
  const first = (page - 1) * reelsPerPage;
  const last = Math.min(first + reelsPerPage, reels);
  const entries: object[] = [];
  for (let index = first; index < last; index++) {
    const reel = known[index % known.length];
    const copy = Math.floor(index / known.length);
    if (reel === undefined) continue;
    entries.push(
      copy === 0
        ? reel
        : {
            ...reel,
            id: `${reel.id}-${copy}`,
            src: `copies/${copy}/${reel.src}`,
            poster: `copies/${copy}/${reel.poster}`,
          },
    );
  }
  const length = reels === known.length ? '' : `&reels=${reels}`;
  return {
    origins: originUrls.map((url, index) => ({ id: `origin-${index + 1}`, url })),
    reels: entries,
    next: last < reels && first < reels ? `feed.json?page=${page + 1}${length}` : null,
    total: reels,
    offset: first,
  };
}

function readCount(query: URLSearchParams, key: string, fallback: number, min: number, max: number): number {
  const value = query.get(key);
  if (value === null) return fallback;
  const count = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (count >= min && count <= max) return count;
  throw new FeedQueryError(`"${key}" is "${value}"; allowed is a whole number from ${min} to ${max}.`);
}
