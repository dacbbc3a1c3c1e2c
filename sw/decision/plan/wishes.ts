import { maxPosterLoad } from '../../../src/shared/poster-load.ts';
import type { Outline, Track } from '../playlist/outline.ts';
import { segmentsCovering } from '../playlist/segments-covering.ts';
import type { ByteRange } from '../resource/identity.ts';
import { type Identity, resourceOf } from '../resource/resource.ts';
import { behindPage, type Goal, type PlannableReel } from './goal.ts';
import type { Wish } from './wish.ts';

type Piece = {
  readonly url: string;
  readonly range: ByteRange | null;
  readonly startSeconds: number;
  /** What it is if its name does not say so: the reel or its playlist names it as that. */
  readonly kind: 'manifest-or-playlist' | 'segment' | 'poster';
};

/** Larger than any number of wishes. */
const pagePriorityOffset = 1_000_000;

/**
 * Returns the resources that make up the goals, each once, in the order of the goals and within a goal in the order in
 * which a player needs them. Until a playlist is known, the playlist itself is wished for instead of its segments.
 */
export function wishesFor(
  goals: readonly Goal[],
  reels: readonly PlannableReel[],
  identity: Identity,
  linkBps = Number.POSITIVE_INFINITY,
): Wish[] {
  const wishes = new Map<string, Wish>();
  const wishFor = (piecesOfReel: (planned: PlannableReel, goal: Goal) => readonly Piece[]) => {
    for (const goal of goals) {
      const { reelId, rank = 0, strategy, reason } = goal;
      const planned = reels.find(({ reel }) => reel.id === reelId);
      if (planned === undefined) continue;
      for (const { url, range, kind } of piecesOfReel(planned, goal)) {
        const named = resourceOf(url, range, identity);
        const resource = named.kind === 'other' ? { ...named, kind } : named;
        if (wishes.has(resource.key)) continue;
        const priority = wishes.size + (rank < behindPage ? 0 : pagePriorityOffset);
        wishes.set(resource.key, { resource, reelId, strategy, reason, priority });
      }
    }
  };
  wishFor(({ outline }, { fromSeconds = 0, seconds }) => piecesFor(outline, fromSeconds, seconds));
  // Posters come last: a reel whose beginning is cached does not show its poster.
  wishFor(({ reel: { poster }, outline: { rendition } }) => {
    const wouldDelayReels = (rendition?.bandwidthBps ?? 0) > maxPosterLoad * linkBps;
    return poster === null || wouldDelayReels ? [] : [{ url: poster, range: null, startSeconds: 0, kind: 'poster' }];
  });
  return [...wishes.values()];
}

function piecesFor(outline: Outline, fromSeconds: number, seconds: number): Piece[] {
  const texts = outline.missing.map((url) => ({
    url,
    range: null,
    startSeconds: 0,
    kind: 'manifest-or-playlist' as const,
  }));
  const media = outline.tracks.flatMap((track) => piecesOf(track, fromSeconds, seconds));
  return [...texts, ...media.toSorted((a, b) => a.startSeconds - b.startSeconds)];
}

/** Lists the initialisation sections before the segments. */
function piecesOf({ playlist }: Track, fromSeconds: number, seconds: number): Piece[] {
  if (playlist.isLive || fromSeconds >= seconds) return [];
  const segments = segmentsCovering(playlist, fromSeconds, seconds).filter(({ gap }) => !gap);
  const inits = new Set(segments.map(({ initIndex }) => initIndex).filter((index) => index !== null));
  const initPieces = [...inits].flatMap((index) => {
    const init = playlist.initSegments[index];
    return init === undefined ? [] : [{ url: init.uri, range: init.range, startSeconds: -1, kind: 'segment' as const }];
  });
  const pieces = segments.map(({ uri, range, startSeconds }) => ({
    url: uri,
    range,
    startSeconds,
    kind: 'segment' as const,
  }));
  // A data: URL is part of the playlist itself and need not be fetched.
  return [...initPieces, ...pieces].filter(({ url }) => /^https?:/.test(url));
}
