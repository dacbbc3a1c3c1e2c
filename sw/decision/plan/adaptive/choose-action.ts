import type { DecisionState } from './decision-state.ts';
import { type Action, type CandidatePolicy, expectedCost, firstAction, listTransferSeconds } from './rollout.ts';
import { prepareRollouts, undisturbedValue } from './rollout-setup.ts';

export type ChosenAction = Action & {
  readonly policy: CandidatePolicy;
  /** Expected worth of the coming seconds under this policy, stalls and waste taken off. */
  readonly value: number;
};

/** The candidate policies: each of these margins in each rendition. */
export type Candidates = {
  /** Ascending. */
  readonly marginSeconds: readonly number[];
  readonly aheadProbability: number;
};

export const usualCandidates: Candidates = { marginSeconds: [0.1, 0.25, 0.5, 1, 1.8, 4], aheadProbability: 0.9 };

/**
 * Rolls out the candidate policies and takes the first action of the best one, as a rollout algorithm does. Undefined
 * when nothing plays. Playback that nothing disturbs bounds a policy's value from above, so most are given up early.
 * Thinner margins are tried as long as they get better; thick ones all, because there may be a second hill: to fill up
 * early.
 */
export function chooseAction(state: DecisionState, candidates: Candidates = usualCandidates): ChosenAction | undefined {
  const setup = prepareRollouts(state);
  if (setup === undefined) return undefined;
  const { marginSeconds: margins, aheadProbability } = candidates;
  let best: { policy: CandidatePolicy; value: number } | undefined;
  for (const rendition of orderRenditions(state)) {
    const bound = undisturbedValue(setup, rendition);
    const expected = listTransferSeconds(setup, rendition);
    const tryMargin = (index: number): boolean => {
      const margin = margins[index];
      if (margin === undefined || (best !== undefined && bound <= best.value)) return false;
      const policy = { rendition, marginSeconds: margin, aheadProbability };
      const value = bound - expectedCost(setup, policy, expected, best === undefined ? Infinity : bound - best.value);
      const isBetter = best === undefined || value > best.value;
      if (isBetter) best = { policy, value };
      return isBetter;
    };
    const middle = Math.floor((margins.length - 1) / 2);
    tryMargin(middle);
    for (let index = middle + 1; index < margins.length; index += 1) tryMargin(index);
    for (let index = middle - 1; tryMargin(index); ) index -= 1;
  }
  if (best === undefined) return undefined;
  return { ...firstAction(setup, best.policy, listTransferSeconds(setup, best.policy.rendition)), ...best };
}

/** The last rendition first: it is most often the best, and a good value early saves rollouts. */
function orderRenditions({ weights, lastRendition }: DecisionState): number[] {
  const all = weights.quality.map((_, rendition) => rendition);
  if (lastRendition === undefined) return all;
  return all.toSorted((a, b) => Math.abs(a - lastRendition) - Math.abs(b - lastRendition));
}
