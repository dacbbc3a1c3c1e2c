import type { Goal } from '../goal.ts';
import type { Plan } from './strategy.ts';

/**
 * Merges the goals of several strategies into one list, by rank, and in the order of the strategies when ranks are
 * equal. A goal that an earlier one covers is left out; its reason is added to that one.
 */
export function combinePlans(plans: readonly Plan[]): Goal[] {
  const combined: Goal[] = [];
  const ranked = plans.flatMap(({ goals }) => goals).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  for (const goal of ranked) {
    const at = combined.findIndex((earlier) => covers(earlier, goal));
    const covering = combined[at];
    if (covering === undefined) combined.push(goal);
    else if (covering.strategy !== goal.strategy)
      combined[at] = { ...covering, reason: `${covering.reason}, ${goal.reason}` };
  }
  return combined;
}

function covers(earlier: Goal, goal: Goal): boolean {
  const begins = (earlier.fromSeconds ?? 0) <= (goal.fromSeconds ?? 0);
  return earlier.reelId === goal.reelId && begins && earlier.seconds >= goal.seconds;
}
