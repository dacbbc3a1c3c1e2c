import { mediaUrl, type Origin, type Reel } from '../shared/feed.ts';
import type { ReelInView, View } from '../shared/messages.ts';

const reelsBehind = 4;
const reelsAhead = 24;

export type ViewFacts = Omit<View, 'type' | 'reels' | 'currentIndex' | 'origins' | 'nextPageUrl'> & {
  readonly reels: readonly Reel[];
  readonly activeIndex: number;
  readonly origins: readonly Origin[];
  readonly pageUrl: string;
  readonly nextPageUrl: string | null;
};

/** What the worker needs to know about the page: the current reel with those around it. */
export function buildView({ reels, activeIndex, origins, pageUrl, nextPageUrl, ...facts }: ViewFacts): View {
  const first = Math.max(0, activeIndex - reelsBehind);
  const end = activeIndex + reelsAhead + 1;
  const inView = (reel: Reel): ReelInView => ({
    id: reel.id,
    url: mediaUrl(reel.src, origins[0], pageUrl),
    format: reel.format,
    poster: reel.poster === null ? null : mediaUrl(reel.poster, origins[0], pageUrl),
    durationSeconds: reel.durationSeconds,
    tags: [...reel.tags],
    ...(reel.retention === undefined ? {} : { retention: [...reel.retention] }),
  });
  return {
    type: 'view',
    ...facts,
    origins: origins.map(({ id, url }) => ({ id, url })),
    reels: reels.slice(first, end).map(inView),
    currentIndex: activeIndex - first,
    ...(nextPageUrl === null || end < reels.length ? {} : { nextPageUrl }),
  };
}
