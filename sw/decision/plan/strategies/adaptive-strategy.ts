import { adaptiveGoals, adaptiveRendition } from '../adaptive-goals.ts';
import { upcomingReels } from '../goal.ts';
import type { Strategy } from './strategy.ts';

/** With this much of the next reel in the cache a swipe to it starts at once, whatever the plan thinks of the rest. */
const secondsToStart = 2;
/** Of those behind it their first segment: for whoever swipes on at once. */
const secondsToShow = 0.1;

/** What is worth most to this viewer on this link first; after that, the beginnings of the next reels. */
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
