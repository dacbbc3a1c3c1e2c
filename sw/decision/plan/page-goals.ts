import type { View } from '../../../src/shared/messages.ts';
import type { PageKind } from '../resource/kind.ts';
import type { PrefetchRequest } from './strategies/prediction.ts';
import type { Wish } from './wish.ts';

/** Something that the page will ask for beside its reels. */
export type PageGoal = {
  readonly kind: PageKind;
  /** The address of the feed page, or of the view. */
  readonly path: string;
  /** Addresses of what it takes and is not here. */
  readonly missing: readonly string[];
  readonly strategy: string;
  /** One line for people. */
  readonly reason: string;
};

/** The page itself asks when it is nearer to the end than this. */
const reelsBeforeEnd = 16;

/** Where the feed goes on, and why that is worth having now. */
export function nextFeedPage(view: View): { readonly url: string; readonly reason: string } | undefined {
  const { reels, currentIndex, nextPageUrl: url } = view;
  const left = reels.length - currentIndex - 1;
  if (url === undefined || left > reelsBeforeEnd) return undefined;
  return { url, reason: `${left} reels before the end of what is known of the feed` };
}

export function routeGoal({ resourceId, strategy, metadata }: PrefetchRequest, missing: readonly string[]): PageGoal {
  const share = Number(metadata['probability'] ?? 0);
  const state = missing.length === 0 ? ': already here' : '';
  const reason = `opened next ${Math.round(share * 100)} times of 100${state}`;
  return { kind: 'app-file', path: resourceId, missing, strategy, reason };
}

/**
 * A feed page is small, and nothing behind it can be planned without it: it goes before the reels. Another view is a
 * detour: its files come after them.
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
