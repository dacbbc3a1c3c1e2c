import { mediaUrl, type Origin, type Reel } from '../shared/feed.ts';
import type { ReelInView, View } from '../shared/messages.ts';
import { maxUrlLength } from '../shared/reel-limits.ts';

const reelsBehind = 4;
const reelsAhead = 24;

export type ViewFacts = Omit<View, 'type' | 'reels' | 'currentIndex' | 'origins' | 'nextPageUrl'> & {
  readonly reels: readonly Reel[];
  /** Returns the number of feed entries before the reel at this index. */
  readonly placeOf: (index: number) => number;
  readonly activeIndex: number;
  readonly origins: readonly Origin[];
  readonly pageUrl: string;
  readonly nextPageUrl: string | null;
  /** Whether video elements play MP4 files directly. */
  readonly playsFiles?: boolean;
};

/** Builds what the worker needs to know about the page: the current reel with those around it. */
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
    // A longer URL is left to the page, which can request it itself.
    ...(nextPageUrl === null || nextPageUrl.length > maxUrlLength || end < reels.length ? {} : { nextPageUrl }),
  };
}

/** Describes a reel to the worker. */
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
