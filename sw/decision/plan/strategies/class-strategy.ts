import type { PriorityName } from '../../../../src/shared/config.ts';
import type { Strategy } from './strategy.ts';

/** Far enough apart that the farthest reel of one priority still goes before the nearest of the next. */
const basePriority = { high: 0, medium: 100, low: 200 } satisfies Record<PriorityName, number>;
const typicalSecondsPerReel = 2;

/** The class table: how many reels ahead, and how urgently, by the class of the viewer. */
export const classStrategy: Strategy = {
  name: 'behaviour_class',
  predict: (_current, _history, { nowMs, upcoming, behaviour }) => {
    const { viewerClass, confidence, prefetchCount, priority, watchSecondsPerReel } = behaviour;
    const msPerReel = (watchSecondsPerReel ?? typicalSecondsPerReel) * 1000;
    return upcoming.slice(0, prefetchCount).map((resourceId, index) => {
      const distance = index + 1;
      return {
        resourceId,
        priority: basePriority[priority] + distance,
        createdAtMs: nowMs,
        predictedAccessMs: nowMs + distance * msPerReel,
        strategy: 'behaviour_class',
        metadata: { distance, viewerClass, confidence, priority },
      };
    });
  },
};
