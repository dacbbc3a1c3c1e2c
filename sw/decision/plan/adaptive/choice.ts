import type { Outlook } from './outlook.ts';
import { firstStep, rehearse, listUsualSeconds, type Habit, type Step } from './rehearsal.ts';
import { gainOf, rehearsalTuning, setStage, type RehearsalTuning } from './stage.ts';

export type Choice = Step & {
  readonly habit: Habit;
  /** Expected worth of the coming seconds under this habit, stalls and waste taken off. */
  readonly value: number;
};

export type ChoiceTuning = {
  readonly rehearsal: RehearsalTuning;
  /** Ascending. */
  readonly marginSeconds: readonly number[];
  readonly stockProbability: number;
};

export const choiceTuning: ChoiceTuning = {
  rehearsal: rehearsalTuning,
  marginSeconds: [0.1, 0.25, 0.5, 1, 1.8, 4],
  stockProbability: 0.9,
};

/**
 * Rehearses habits and takes the first step of the best one. Undefined when nothing plays.
 * Playback that nothing disturbs bounds a habit's value from above, so most of them are given up early. Thinner
 * margins are tried as long as they get better; thick ones all, because there may be a second hill: to fill up early.
 */
export function chooseNext(outlook: Outlook, tuning: ChoiceTuning = choiceTuning): Choice | undefined {
  const stage = setStage(outlook, tuning.rehearsal);
  if (stage === undefined) return undefined;
  const { marginSeconds: margins, stockProbability } = tuning;
  let best: { habit: Habit; value: number } | undefined;
  for (const rendition of orderRenditions(outlook)) {
    const gain = gainOf(stage, rendition);
    const usual = listUsualSeconds(stage, rendition);
    const tryMargin = (index: number): boolean => {
      const margin = margins[index];
      if (margin === undefined || (best !== undefined && gain <= best.value)) return false;
      const habit = { rendition, marginSeconds: margin, stockProbability };
      const value = gain - rehearse(stage, habit, usual, best === undefined ? Infinity : gain - best.value);
      const isBetter = best === undefined || value > best.value;
      if (isBetter) best = { habit, value };
      return isBetter;
    };
    const middle = Math.floor((margins.length - 1) / 2);
    tryMargin(middle);
    for (let index = middle + 1; index < margins.length; index += 1) tryMargin(index);
    for (let index = middle - 1; tryMargin(index); ) index -= 1;
  }
  if (best === undefined) return undefined;
  const usual = listUsualSeconds(stage, best.habit.rendition);
  return { ...firstStep(stage, best.habit, usual), ...best };
}

/** The last rendition first: it is most often the best, and a good value early saves rehearsals. */
function orderRenditions({ weights, lastRendition }: Outlook): number[] {
  const all = weights.quality.map((_, rendition) => rendition);
  if (lastRendition === undefined) return all;
  return all.toSorted((a, b) => Math.abs(a - lastRendition) - Math.abs(b - lastRendition));
}
