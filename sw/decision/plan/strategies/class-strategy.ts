import type { PriorityName } from '../../../../src/shared/config.ts';
import { behindPage } from '../goal.ts';
import { planByPrediction, type Predictor } from './prediction.ts';
import type { Strategy } from './strategy.ts';

/**
 * High ranks among the goals of other strategies, medium after them, and low after the page's own files as well. The
 * bases are far enough apart that the farthest reel of one priority goes before the nearest of the next.
 */
const basePriority = { high: 0, medium: behindPage / 2, low: behindPage } satisfies Record<PriorityName, number>;
const typicalSecondsPerReel = 2;

/** Fetches as many reels ahead, and as urgently, as the class table says for the viewer's class. */
export const classStrategy: Strategy & Predictor = {
  plan: (situation) => planByPrediction(classStrategy, situation),
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
