import { type Freshness, isFresh } from './freshness.ts';
import type { RequestMode } from './request-mode.ts';
import { isUnreachable } from './storing.ts';

/** From where a request is answered: what is kept, what is kept once its origin confirms it, the origin, or not at all. */
export type Access = 'kept' | 'renewed' | 'origin' | 'nowhere';

type Kept = {
  readonly freshness: Freshness;
  readonly isPinned: boolean;
  /** It was fetched in advance for the request that now comes. */
  readonly isAwaited?: boolean | undefined;
};

/**
 * What was fetched in advance answers the request that it was fetched for without another question, as what a browser has
 * preloaded does; after this long it is too old for that too.
 */
const awaitedMs = 5 * 60_000;

export function holdsOnce(receivedAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - receivedAtMs) < awaitedMs;
}

export function chooseAccess(mode: RequestMode, kept: Kept | undefined, nowMs: number): Access {
  // What the viewer has saved is whole as it is, and stays so until another version of it is.
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

function isAsGoodAsFresh({ freshness, isAwaited = false }: Kept, nowMs: number): boolean {
  // What has lain at rest without its signatures was not fresh for a moment.
  const isWhole = freshness.freshUntilMs > 0;
  return isFresh(freshness, nowMs) || (isAwaited && isWhole && holdsOnce(freshness.receivedAtMs, nowMs));
}

/** Whether what is kept may be shown although it is stale: no origin has answered. `status`: of the answer, if one came. */
export function mayShowStale({ freshness, isPinned }: Kept, status: number | null): boolean {
  return (isPinned || freshness.staleUse !== 'never') && isUnreachable(status);
}
