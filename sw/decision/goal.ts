import type { ReelInView, View } from '../../src/shared/messages.ts';
import type { Outline } from './outline.ts';

/** So much of a reel is worth having, and why. Goals stand in the order in which they are worth it. */
export type Goal = {
  readonly reelId: string;
  readonly seconds: number;
  /** Whose idea it is. */
  readonly strategy: string;
  /** One line for people. */
  readonly reason: string;
};

/** A reel near the current one, with what is known of its files. */
export type PlannableReel = { readonly reel: ReelInView; readonly outline: Outline };

/** The reels that come after the current one in the viewer's direction, nearest first. */
export function upcomingReels(view: View, direction: 1 | -1): readonly ReelInView[] {
  const { reels, currentIndex } = view;
  return direction === 1 ? reels.slice(currentIndex + 1) : reels.slice(0, currentIndex).toReversed();
}
