import type { ReelInView } from '../../src/shared/messages.ts';
import type { Outline, Track } from './outline.ts';
import { segmentsCovering } from './playlist/segments-covering.ts';
import type { ByteRange } from './resource/identity.ts';
import { type Identity, resourceOf } from './resource/resource.ts';
import type { Wish } from './wish.ts';

type Piece = { readonly url: string; readonly range: ByteRange | null; readonly startSeconds: number };

/**
 * Everything that a reel's first seconds are made of, in the order in which a player needs it. What comes of texts that
 * are not here yet is wished for when they are.
 */
export function wishesForReel(
  reel: ReelInView,
  outline: Outline,
  seconds: number,
  identity: Identity,
): Omit<Wish, 'priority' | 'reason'>[] {
  const texts = outline.missing.map((url) => ({ url, range: null, startSeconds: 0 }));
  const media = outline.tracks.flatMap((track) => piecesOf(track, seconds));
  const pieces = [...texts, ...media.toSorted((a, b) => a.startSeconds - b.startSeconds)];
  return pieces.map(({ url, range }) => ({ reelId: reel.id, resource: resourceOf(url, range, identity) }));
}

/** The initialisation section comes before the first segment that needs it. */
function piecesOf({ playlist }: Track, seconds: number): Piece[] {
  if (playlist.isLive) return [];
  const segments = segmentsCovering(playlist, 0, seconds).filter(({ gap }) => !gap);
  const inits = new Set(segments.map(({ initIndex }) => initIndex).filter((index) => index !== null));
  const initPieces = [...inits].flatMap((index) => {
    const init = playlist.initSegments[index];
    return init === undefined ? [] : [{ url: init.uri, range: init.range, startSeconds: -1 }];
  });
  const pieces = segments.map(({ uri, range, startSeconds }) => ({ url: uri, range, startSeconds }));
  return [...initPieces, ...pieces];
}
