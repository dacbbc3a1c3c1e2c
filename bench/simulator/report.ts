import type { Scenario, Results } from './experiment.ts';
import type { PolicyName } from './policies.ts';
import { comparePaired, deviationOf, type Estimate, estimate, meanOf } from './statistics.ts';
import { networkClasses } from './traces.ts';
import type { Outcome } from './world.ts';

const adaptivePolicy: PolicyName = 'adaptive';

/**
 * Formats one line per policy: mean score with its 95 % interval, scores by network class, costs, and the paired
 * difference to the adaptive policy.
 */
export function formatResults(title: string, scenarios: readonly Scenario[], results: Results): string {
  const adaptive = results.get(adaptivePolicy) ?? [];
  const head = [
    'policy'.padEnd(15),
    'score (95 % CI)'.padStart(16),
    'sd'.padStart(6),
    'first rules'.padStart(11),
    'last rules'.padStart(10),
    ...networkClasses.map((kind) => kind.padStart(7)),
    'stall s'.padStart(8),
    'swipe ms'.padStart(9),
    'waste'.padStart(7),
    'Mbit'.padStart(6),
    'adaptive − policy'.padStart(20),
  ].join(' ');
  const lines = [...results].map(([name, outcomes]) => {
    const scores = outcomes.map(({ score }) => score);
    const { mean, half } = estimate(scores);
    const difference = comparePaired(
      adaptive.map(({ score }) => score),
      scores,
    );
    return [
      name.padEnd(15),
      `${mean.toFixed(1)} ± ${half.toFixed(1)}`.padStart(16),
      deviationOf(scores).toFixed(1).padStart(6),
      meanOf(outcomes.map(({ scoreByFirstRules }) => scoreByFirstRules))
        .toFixed(1)
        .padStart(11),
      meanOf(outcomes.map(({ scoreByLastRules }) => scoreByLastRules))
        .toFixed(1)
        .padStart(10),
      ...networkClasses.map((kind) => meanScore(scenarios, outcomes, kind).toFixed(1).padStart(7)),
      meanOf(outcomes.map(({ stallSeconds }) => stallSeconds))
        .toFixed(2)
        .padStart(8),
      meanOf(outcomes.map(({ swipeDelayMs }) => swipeDelayMs))
        .toFixed(0)
        .padStart(9),
      `${(100 * wasteOf(outcomes)).toFixed(1)} %`.padStart(7),
      meanOf(outcomes.map(({ bytes }) => (bytes * 8) / 1e6))
        .toFixed(0)
        .padStart(6),
      (name === adaptivePolicy
        ? ''
        : `${difference.mean.toFixed(1)} ± ${difference.half.toFixed(1)} ${describeP(difference.p)}`
      ).padStart(20),
    ].join(' ');
  });
  return [`\n${title} (${scenarios.length} sessions)`, head, ...lines].join('\n');
}

export type PolicyRow = {
  readonly policy: PolicyName;
  readonly score: Estimate;
  readonly stallSeconds: number;
  readonly swipeDelayMs: number;
  readonly wastedShare: number;
};

/** Returns the figures of each policy that the board shows. */
export function policyRows(results: Results): PolicyRow[] {
  return [...results].map(([policy, outcomes]) => ({
    policy,
    score: estimate(outcomes.map(({ score }) => score)),
    stallSeconds: meanOf(outcomes.map(({ stallSeconds }) => stallSeconds)),
    swipeDelayMs: meanOf(outcomes.map(({ swipeDelayMs }) => swipeDelayMs)),
    wastedShare: wasteOf(outcomes),
  }));
}

function meanScore(scenarios: readonly Scenario[], outcomes: readonly Outcome[], kind: string): number {
  return meanOf(outcomes.filter((_, index) => scenarios[index]?.kind === kind).map(({ score }) => score));
}

/** Returns the share of all bytes that were never watched. */
export function wasteOf(outcomes: readonly Outcome[]): number {
  const bytes = meanOf(outcomes.map((outcome) => outcome.bytes));
  return bytes === 0 ? 0 : meanOf(outcomes.map(({ wastedBytes }) => wastedBytes)) / bytes;
}

function describeP(p: number): string {
  return p < 0.001 ? 'p<.001' : `p=${p.toFixed(3).slice(1)}`;
}
