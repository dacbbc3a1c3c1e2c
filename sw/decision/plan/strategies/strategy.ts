import type { BehaviourAssessment } from '../../viewer/viewer-class.ts';

/** Ids are whatever the caller predicts among: reels, feed pages, posters, captions, app routes. */
export type ResourceId = string;

/** One thing that the viewer (or the page on the viewer's behalf) really asked for. */
export type Access = { readonly resourceId: ResourceId; readonly atMs: number };

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

/** What a strategy may know apart from the history of accesses. */
export type PredictionContext = {
  readonly nowMs: number;
  /** The ids that come after the current one in the direction of travel, nearest first. */
  readonly upcoming: readonly ResourceId[];
  readonly behaviour: BehaviourAssessment;
};

export interface Strategy {
  readonly name: string;
  predict(current: ResourceId, history: readonly Access[], context: PredictionContext): readonly PrefetchRequest[];
}

/** A strategy that learns from every access. Its snapshot is plain JSON, to be read back by the same strategy. */
export interface LearningStrategy extends Strategy {
  /** `from` is what the access came from, where that is known; otherwise it is taken to be the access before. */
  learn(access: Access, from?: ResourceId): void;
  snapshot(): unknown;
}
