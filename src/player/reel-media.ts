import { mediaUrl, type Origin, type Reel, type ReelFormat } from '../shared/feed.ts';

/** One reel's media: its URL at each origin, the preferred one first. */
export type ReelMedia = { readonly reelId: string; readonly format: ReelFormat; readonly urls: readonly string[] };

export function reelMedia({ id, format, src }: Reel, origins: readonly Origin[], pageUrl: string): ReelMedia {
  const places = origins.length > 0 ? origins : [undefined];
  return { reelId: id, format, urls: [...new Set(places.map((origin) => mediaUrl(src, origin, pageUrl)))] };
}
