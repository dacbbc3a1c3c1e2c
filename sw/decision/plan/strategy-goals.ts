import type { CombinedRequest } from './strategies/combine.ts';
import type { Goal } from './goal.ts';

/** Enough to start a reel and to hide the way of the rest. */
const secondsToStart = 4;

/** What a strategy that thinks in whole reels makes of its predictions: the beginning of each. */
export function goalsOf(requests: readonly CombinedRequest[], isReel: (id: string) => boolean): Goal[] {
  return requests
    .filter(({ resourceId }) => isReel(resourceId))
    .map(({ resourceId, strategy, reasons }) => ({
      reelId: resourceId,
      seconds: secondsToStart,
      strategy,
      reason: reasons.map((one) => `${one.strategy} (${describe(one.metadata)})`).join(', '),
    }));
}

function describe(metadata: CombinedRequest['metadata']): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toFixed(2)) : value}`)
    .join(', ');
}
