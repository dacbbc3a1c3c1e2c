import type { ReelInView, View } from '../../../src/shared/messages.ts';
import type { Outline } from '../playlist/outline.ts';

/** A part of a reel that is worth having, and why. Goals are listed in the order in which to fetch them. */
export type Goal = {
  readonly reelId: string;
  readonly seconds: number;
  /** Where the wanted part begins; 0 if absent. */
  readonly fromSeconds?: number;
  /** Order among all strategies' goals: lowest first, 0 if absent. From `behindPage` on, after the page's own files. */
  readonly rank?: number;
  /** The strategy that set the goal. */
  readonly strategy: string;
  /** Human-readable, one line. */
  readonly reason: string;
};

/** Goals from this rank on come after the files of views that may be opened next. */
export const behindPage = 200;

/** A reel near the current one, with what is known about its files. */
export type PlannableReel = { readonly reel: ReelInView; readonly outline: Outline };

/** Returns the reels ahead in the viewer's direction, nearest first; at the end of the feed, those on the way back. */
export function upcomingReels<R>(
  { reels, currentIndex }: { readonly reels: readonly R[]; readonly currentIndex: number },
  direction: 1 | -1,
): readonly R[] {
  const [after, before] = [reels.slice(currentIndex + 1), reels.slice(0, currentIndex).toReversed()];
  const [ahead, behind] = direction === 1 ? [after, before] : [before, after];
  return ahead.length > 0 ? ahead : behind;
}

/**
 * Removes what the player of the current reel has buffered, perhaps in another rendition than is planned now. Drops the
 * goals for the current reel if it is a plain file: its video element requests all of that at once.
 */
export function aheadOfPlayer(goals: readonly Goal[], { reels, currentIndex, playback }: View): Goal[] {
  const { positionSeconds, bufferAheadSeconds, bufferedToEnd } = playback;
  const fromSeconds = bufferedToEnd ? Infinity : positionSeconds + bufferAheadSeconds;
  const isRead = reels[currentIndex]?.format === 'file';
  const needed = isRead ? goals.filter(({ reelId }) => reelId !== reels[currentIndex]?.id) : goals;
  return needed.map((goal) => (goal.reelId === reels[currentIndex]?.id ? { ...goal, fromSeconds } : goal));
}
