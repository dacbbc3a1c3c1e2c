import type { Manifest, Rendition } from '../../playlist/parse-manifest.ts';
import type { BehaviourAssessment } from '../../viewer/viewer-class.ts';
import type { AdaptiveFacts } from '../adaptive-goals.ts';
import type { Goal, PlannableReel } from '../goal.ts';

/** The id of anything that can be predicted: a reel, a feed page, a poster, captions or an app route. */
export type ResourceId = string;

/** An actual request by the viewer, or by the page on the viewer's behalf. */
export type Access = { readonly resourceId: ResourceId; readonly atMs: number };

/** Everything on which a strategy may base its plan. */
export type Situation = AdaptiveFacts & {
  /** The reels in view, with what is known about their files. */
  readonly reels: readonly PlannableReel[];
  readonly behaviour: BehaviourAssessment;
  /** The latest accesses, oldest first. */
  readonly history: readonly Access[];
  /** How many reels ahead to plan while too little is known about the viewer. */
  readonly defaultCount: number;
};

export type Plan = {
  readonly goals: readonly Goal[];
  /** Why the strategy asks for nothing more. */
  readonly rest: string;
};

/** One way to decide what is worth fetching, listed by name in `strategy-table.ts`. */
export interface Strategy {
  plan(situation: Situation): Plan;
  /** Returns the rendition in which to begin this reel. Absent, or undefined, if the strategy has no preference. */
  rendition?(reelId: string, manifest: Manifest, situation: Situation): Rendition | undefined;
  /** `from` is the resource that the viewer came from, if known; otherwise the previous access is assumed. */
  learn?(access: Access, from?: ResourceId): void;
  /** Returns what it has learned as plain JSON, from which the next worker restores it. */
  snapshot?(): unknown;
}
