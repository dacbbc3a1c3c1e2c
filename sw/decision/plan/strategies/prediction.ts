import type { BehaviourAssessment } from '../../viewer/viewer-class.ts';
import { type Goal, upcomingReels } from '../goal.ts';
import type { Access, Plan, ResourceId, Situation } from './strategy.ts';

export type Metadata = Readonly<Record<string, string | number | boolean>>;

export type PrefetchRequest = {
  readonly resourceId: ResourceId;
  /** Lower first. */
  readonly priority: number;
  readonly createdAtMs: number;
  readonly predictedAccessMs: number;
  readonly strategy: string;
  readonly metadata: Metadata;
};

/** The input of a prediction apart from the history of accesses. */
export type PredictionContext = {
  readonly nowMs: number;
  /** The ids that come after the current one in the direction of travel, nearest first. */
  readonly upcoming: readonly ResourceId[];
  readonly behaviour: BehaviourAssessment;
};

/** Predicts which resources are accessed next, not only reels. */
export interface Predictor {
  predict(current: ResourceId, history: readonly Access[], context: PredictionContext): readonly PrefetchRequest[];
}

/** Enough to start a reel and to hide the latency of the rest. */
const secondsToStart = 4;

/** Plans the beginning of each predicted reel, by priority and then by the predicted time of access. */
export function planByPrediction(predictor: Predictor, situation: Situation): Plan {
  const { view, behaviour, history, nowMs } = situation;
  const current = view.reels[view.currentIndex]?.id ?? '';
  const upcoming = upcomingReels(view, behaviour.direction).map(({ id }) => id);
  const inView = new Set(view.reels.map(({ id }) => id));
  const goals = predictor
    .predict(current, history, { nowMs, upcoming, behaviour })
    .filter(({ resourceId }) => resourceId !== current && inView.has(resourceId))
    .toSorted((a, b) => a.priority - b.priority || a.predictedAccessMs - b.predictedAccessMs)
    .map(goalOf);
  return { goals, rest: behaviour.reason };
}

function goalOf({ resourceId, strategy, priority, metadata }: PrefetchRequest): Goal {
  const reason = `${strategy} (${describe(metadata)})`;
  return { reelId: resourceId, seconds: secondsToStart, rank: priority, strategy, reason };
}

function describe(metadata: Metadata): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toFixed(2)) : value}`)
    .join(', ');
}
