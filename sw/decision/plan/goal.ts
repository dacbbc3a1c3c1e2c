import type { ReelInView, View } from '../../../src/shared/messages.ts';
import type { Outline } from '../playlist/outline.ts';

/** So much of a reel is worth having, and why. Goals stand in the order in which they are worth it. */
export type Goal = {
  readonly reelId: string;
  readonly seconds: number;
  /** What comes before is not worth having any more; the beginning counts where nothing is said. */
  readonly fromSeconds?: number;
  /** Lower first, in what several strategies ask for; nothing is first. From `behindPage` on, after the page's own files. */
  readonly rank?: number;
  /** Whose idea it is. */
  readonly strategy: string;
  /** One line for people. */
  readonly reason: string;
};

/** What is wanted so little that a view which may be opened next goes before it. */
export const behindPage = 200;

/** A reel near the current one, with what is known of its files. */
export type PlannableReel = { readonly reel: ReelInView; readonly outline: Outline };

/** The reels after the current one in the viewer's direction, nearest first; where it ends, those on the way back. */
export function upcomingReels<R>(
  { reels, currentIndex }: { readonly reels: readonly R[]; readonly currentIndex: number },
  direction: 1 | -1,
): readonly R[] {
  const [after, before] = [reels.slice(currentIndex + 1), reels.slice(0, currentIndex).toReversed()];
  const [ahead, behind] = direction === 1 ? [after, before] : [before, after];
  return ahead.length > 0 ? ahead : behind;
}

/**
 * Without what the player of the current reel has already: it may be in another rendition than is planned now. A video
 * element that reads a file asks for all of it at once.
 */
export function aheadOfPlayer(goals: readonly Goal[], { reels, currentIndex, playback }: View): Goal[] {
  const { positionSeconds, bufferAheadSeconds, bufferedToEnd } = playback;
  const fromSeconds = bufferedToEnd ? Infinity : positionSeconds + bufferAheadSeconds;
  const isRead = reels[currentIndex]?.format === 'file';
  const needed = isRead ? goals.filter(({ reelId }) => reelId !== reels[currentIndex]?.id) : goals;
  return needed.map((goal) => (goal.reelId === reels[currentIndex]?.id ? { ...goal, fromSeconds } : goal));
}
