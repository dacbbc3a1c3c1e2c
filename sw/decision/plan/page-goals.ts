import type { View } from '../../../src/shared/messages.ts';
import type { PageKind } from '../resource/kind.ts';
import type { PrefetchRequest } from './strategies/prediction.ts';
import type { Wish } from './wish.ts';

/** Something other than reels that the page is expected to request. */
export type PageGoal = {
  readonly kind: PageKind;
  /** The address of the feed page, or of the view. */
  readonly path: string;
  /** Addresses of the files that it needs and that are not cached. */
  readonly missing: readonly string[];
  readonly strategy: string;
  /** Human-readable, one line. */
  readonly reason: string;
};

/** Larger than the distance from the end at which the page itself requests the next page. */
const reelsBeforeEnd = 16;

/** Returns the feed's next page and why it is worth having now; undefined if it is not. */
export function nextFeedPage(view: View): { readonly url: string; readonly reason: string } | undefined {
  const { reels, currentIndex, nextPageUrl: url } = view;
  const left = reels.length - currentIndex - 1;
  if (url === undefined || left > reelsBeforeEnd) return undefined;
  return { url, reason: `${left} reels before the end of the loaded feed` };
}

export function routeGoal({ resourceId, strategy, metadata }: PrefetchRequest, missing: readonly string[]): PageGoal {
  const share = Number(metadata['probability'] ?? 0);
  const state = missing.length === 0 ? ': already here' : '';
  const reason = `opened next ${Math.round(share * 100)} % of the time${state}`;
  return { kind: 'app-file', path: resourceId, missing, strategy, reason };
}

/**
 * A feed page is small, and its reels cannot be planned without it, so it goes before the reels. Another view is only a
 * possible detour, so its files come after them.
 */
export function wishesForPages(goals: readonly PageGoal[], reelWishes: readonly Wish[]): Wish[] {
  const last = reelWishes.length;
  return goals.flatMap(({ kind, missing, strategy, reason }, index) =>
    missing.map((url) => ({
      resource: { key: url, kind, urls: [url], range: null },
      reelId: null,
      priority: kind === 'feed-page' ? -1 : last + index,
      strategy,
      reason,
    })),
  );
}
