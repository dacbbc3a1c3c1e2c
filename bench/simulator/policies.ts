import { classStrategy } from '../../sw/decision/plan/strategies/class-strategy.ts';
import { PatternStrategy } from '../../sw/decision/plan/strategies/pattern-strategy.ts';
import { sequentialStrategy } from '../../sw/decision/plan/strategies/sequential-strategy.ts';
import { SessionStrategy } from '../../sw/decision/plan/strategies/session-strategy.ts';
import { createPolicy } from '../policy/policy.ts';
import { createFixedCount, createStrategyPolicy } from './baselines.ts';
import { createClairvoyant } from './clairvoyant.ts';
import { isWatched } from './rules.ts';
import type { Policy, PolicyMaker, Viewing } from './world.ts';

/** Creates the adaptive policy with an oracle: it gets the truth about every swipe instead of the retention curve. */
function createSwipeOracle(viewing: Viewing): Policy {
  const policy = createPolicy();
  return {
    ...policy,
    video(v) {
      const video = viewing.videos[v.id];
      if (video === undefined) return;
      const watchMs = viewing.watchMs[v.id] ?? 0;
      policy.video({ ...v, retention: v.retention.map((_, chunk) => (isWatched(video, chunk, watchMs) ? 1 : 0)) });
    },
  };
}

export const policies = {
  nothing: () => createFixedCount(0),
  'fixed 3': () => createFixedCount(3),
  'class table': () => createStrategyPolicy(() => classStrategy),
  sequential: () => createStrategyPolicy(() => sequentialStrategy),
  pattern: () => createStrategyPolicy(() => new PatternStrategy()),
  'user behaviour': () => createStrategyPolicy(() => new SessionStrategy()),
  adaptive: () => createPolicy(),
  'knows swipes': (viewing) => createSwipeOracle(viewing),
  'knows all': (viewing, network) => createClairvoyant(viewing, network),
} as const satisfies Record<string, PolicyMaker>;

export type PolicyName = keyof typeof policies;
export const policyNames = Object.keys(policies).filter((name): name is PolicyName => name in policies);
