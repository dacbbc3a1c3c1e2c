import { createPolicy } from '../policy/policy.ts';
import type { Scenario } from './experiment.ts';
import { runSession } from './session.ts';

/** Returns the microseconds that each decision of the adaptive policy took, fastest first. */
export function measureDecisions(scenarios: readonly Scenario[]): number[] {
  const spent: number[] = [];
  for (const { viewing, network } of scenarios) {
    const policy = createPolicy();
    runSession(viewing, network, {
      ...policy,
      decide(o) {
        const began = performance.now();
        const decision = policy.decide(o);
        spent.push(1000 * (performance.now() - began));
        return decision;
      },
    });
  }
  return spent.toSorted((a, b) => a - b);
}
