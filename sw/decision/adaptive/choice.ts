import type { Outlook } from './outlook.ts';
import { firstStep, rehearse, type Habit, type Step } from './rehearsal.ts';
import { gainOf, rehearsalTuning, setStage, type RehearsalTuning } from './stage.ts';

export type Choice = Step & {
  readonly habit: Habit;
  /** Expected worth of the coming seconds under this habit, stalls and waste taken off. */
  readonly value: number;
};

export type ChoiceTuning = {
  readonly rehearsal: RehearsalTuning;
  readonly marginSeconds: readonly number[];
  readonly stockProbabilities: readonly number[];
};

export const choiceTuning: ChoiceTuning = {
  rehearsal: rehearsalTuning,
  marginSeconds: [0.5, 1, 0.15, 1.8],
  stockProbabilities: [0.9],
};

/**
 * Rehearses the habits and takes the first step of the best one. Undefined when nothing plays.
 * Playback that nothing disturbs bounds a habit's value from above, so most of them are given up early.
 */
export function chooseNext(outlook: Outlook, tuning: ChoiceTuning = choiceTuning): Choice | undefined {
  const stage = setStage(outlook, tuning.rehearsal);
  if (stage === undefined) return undefined;
  let best: { habit: Habit; value: number } | undefined;
  for (const rendition of orderRenditions(outlook)) {
    const gain = gainOf(stage, rendition);
    for (const stockProbability of tuning.stockProbabilities)
      for (const marginSeconds of tuning.marginSeconds) {
        if (best !== undefined && gain <= best.value) continue;
        const habit = { rendition, marginSeconds, stockProbability };
        const value = gain - rehearse(stage, habit, best === undefined ? Infinity : gain - best.value);
        if (best === undefined || value > best.value) best = { habit, value };
      }
  }
  return best === undefined ? undefined : { ...firstStep(stage, best.habit), ...best };
}

/** The last rendition first: it is most often the best, and a good value early saves rehearsals. */
function orderRenditions({ weights, lastRendition }: Outlook): number[] {
  const all = weights.quality.map((_, rendition) => rendition);
  if (lastRendition === undefined) return all;
  return all.toSorted((a, b) => Math.abs(a - lastRendition) - Math.abs(b - lastRendition));
}
