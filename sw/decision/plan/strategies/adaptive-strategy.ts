import { adaptiveGoals, adaptiveRendition } from '../adaptive-goals.ts';
import { upcomingReels } from '../goal.ts';
import type { Strategy } from './strategy.ts';

/** This much of the next reel is always wanted, whatever the plan says: a swipe to it then starts at once. */
const secondsToStart = 2;
/** Covers just the first segment of the reels after it, for a viewer who swipes on at once. */
const secondsToShow = 0.1;

/** Fetches what is worth most to this viewer on this link, then the beginnings of the next reels. */
export const adaptiveStrategy: Strategy = {
  plan: (situation) => {
    const { goals, rest } = adaptiveGoals(situation.reels, situation);
    const next = upcomingReels(situation.view, situation.direction).slice(0, situation.defaultCount);
    const starts = next.map(({ id }, index) => ({
      reelId: id,
      seconds: index === 0 ? secondsToStart : secondsToShow,
      strategy: 'ai_adaptive',
      reason: `${index + 1} ahead: enough to start at once`,
    }));
    return { goals: [...goals, ...starts].map((goal, rank) => ({ ...goal, rank })), rest };
  },
  rendition: (reelId, manifest, situation) => adaptiveRendition(reelId, manifest, situation.reels, situation),
};
