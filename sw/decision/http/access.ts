import { type Freshness, isFresh } from './freshness.ts';
import type { RequestMode } from './request-mode.ts';
import { isUnreachable } from './storing.ts';

/** Where the response comes from: the cache, the cache after revalidation, the origin, or nowhere. */
export type Access = 'kept' | 'renewed' | 'origin' | 'nowhere';

type Kept = {
  readonly freshness: Freshness;
  readonly isPinned: boolean;
  /** It was prefetched, and no player has read it yet. */
  readonly isUnreadPrefetch?: boolean | undefined;
};

/** For this long a prefetched entry answers its first request without revalidation, like a browser's preload. */
const prefetchGraceMs = 5 * 60_000;

export function isRecentPrefetch(receivedAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - receivedAtMs) < prefetchGraceMs;
}

export function chooseAccess(mode: RequestMode, kept: Kept | undefined, nowMs: number): Access {
  // A saved reel is complete and consistent: it is used as it is until a newer version has been saved completely.
  const isUsable = kept !== undefined && (kept.isPinned || isAsGoodAsFresh(kept, nowMs));
  switch (mode) {
    case 'browser':
    case 'network':
      return 'origin';
    case 'renewed':
      return kept === undefined ? 'origin' : 'renewed';
    case 'fresh':
      if (kept === undefined) return 'origin';
      return isUsable ? 'kept' : 'renewed';
    case 'fresh-only':
      return isUsable ? 'kept' : 'nowhere';
    case 'kept':
      return kept === undefined ? 'origin' : 'kept';
    case 'kept-only':
      return kept === undefined ? 'nowhere' : 'kept';
  }
}

function isAsGoodAsFresh({ freshness, isUnreadPrefetch = false }: Kept, nowMs: number): boolean {
  // An entry that was persisted without its signatures has freshUntilMs 0 and must be fetched again.
  const isWhole = freshness.freshUntilMs > 0;
  return isFresh(freshness, nowMs) || (isUnreadPrefetch && isWhole && isRecentPrefetch(freshness.receivedAtMs, nowMs));
}

/** Whether a stale entry may be used because no origin can answer. `status` is null if there was no response. */
export function mayShowStale({ freshness, isPinned }: Kept, status: number | null): boolean {
  return (isPinned || freshness.staleUse !== 'never') && isUnreachable(status);
}
