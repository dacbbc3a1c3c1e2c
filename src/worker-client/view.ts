import { mediaUrl, type Origin, type Reel } from '../shared/feed.ts';
import type { ReelInView, View } from '../shared/messages.ts';
import { maxUrlLength } from '../shared/reel-limits.ts';

const reelsBehind = 4;
const reelsAhead = 24;

export type ViewFacts = Omit<View, 'type' | 'reels' | 'currentIndex' | 'origins' | 'nextPageUrl'> & {
  readonly reels: readonly Reel[];
  /** How many entries the feed has before the reel at this index. */
  readonly placeOf: (index: number) => number;
  readonly activeIndex: number;
  readonly origins: readonly Origin[];
  readonly pageUrl: string;
  readonly nextPageUrl: string | null;
  /** Whether MP4 files go to video elements as they are. */
  readonly playsFiles?: boolean;
};

/** What the worker needs to know about the page: the current reel with those around it. */
export function buildView(view: ViewFacts): View {
  const { reels, activeIndex, origins, pageUrl, nextPageUrl, placeOf, playsFiles = false, ...facts } = view;
  const first = Math.max(0, activeIndex - reelsBehind);
  const end = activeIndex + reelsAhead + 1;
  return {
    type: 'view',
    ...facts,
    origins: origins.map(({ id, url }) => ({ id, url })),
    reels: reels.slice(first, end).map((reel, index) => ({
      ...describeReel(reel, (path) => mediaUrl(path, origins[0], pageUrl), playsFiles),
      place: placeOf(first + index),
    })),
    currentIndex: activeIndex - first,
    // The page itself can ask for one that is longer.
    ...(nextPageUrl === null || nextPageUrl.length > maxUrlLength || end < reels.length ? {} : { nextPageUrl }),
  };
}

/** A reel as the worker has to know it. */
export function describeReel(reel: Reel, urlOf: (path: string) => string, playsFiles = false): ReelInView {
  const { id, format, durationSeconds, tags, retention } = reel;
  return {
    id,
    url: urlOf(reel.src),
    format: format === 'mp4' && playsFiles ? 'file' : format,
    poster: reel.poster === null ? null : urlOf(reel.poster),
    durationSeconds,
    tags: [...tags],
    ...(retention === undefined ? {} : { retention: [...retention] }),
  };
}
