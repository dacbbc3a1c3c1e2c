import { planByPrediction, type Predictor } from './prediction.ts';
import type { Strategy } from './strategy.ts';

const lookahead = 3;
const msPerResource = 2000;

/** Predicts that the next reels of the feed are accessed next. */
export const sequentialStrategy: Strategy & Predictor = {
  plan: (situation) => planByPrediction(sequentialStrategy, situation),
  predict: (_current, _history, { nowMs, upcoming }) =>
    upcoming.slice(0, lookahead).map((resourceId, index) => {
      const distance = index + 1;
      return {
        resourceId,
        priority: distance,
        createdAtMs: nowMs,
        predictedAccessMs: nowMs + distance * msPerResource,
        strategy: 'sequential',
        metadata: { distance },
      };
    }),
};
