import type { AdaptiveFacts } from '../adaptive-goals.ts';
import type { Goal, PlannableReel } from '../goal.ts';
import type { Manifest, Rendition } from '../../playlist/parse-manifest.ts';
import type { BehaviourAssessment } from '../../viewer/viewer-class.ts';

/** Ids are whatever the caller predicts among: reels, feed pages, posters, captions, app routes. */
export type ResourceId = string;

/** One thing that the viewer (or the page on the viewer's behalf) really asked for. */
export type Access = { readonly resourceId: ResourceId; readonly atMs: number };

/** All that a strategy may decide by. */
export type Situation = AdaptiveFacts & {
  /** The reels in view, as far as their files are known. */
  readonly reels: readonly PlannableReel[];
  readonly behaviour: BehaviourAssessment;
  /** The latest accesses, oldest first. */
  readonly history: readonly Access[];
  /** Reels ahead while the viewer is not known well enough. */
  readonly defaultCount: number;
};

export type Plan = {
  readonly goals: readonly Goal[];
  /** Why the strategy asks for nothing more than that. */
  readonly rest: string;
};

/** One way to decide what is worth having. It stands by its name in `strategy-table.ts`. */
export interface Strategy {
  plan(situation: Situation): Plan;
  /** The rendition in which it would begin this reel; left out, or undefined, where it has no opinion. */
  rendition?(reelId: string, manifest: Manifest, situation: Situation): Rendition | undefined;
  /** `from` is what the access came from, where that is known; otherwise it is taken to be the access before. */
  learn?(access: Access, from?: ResourceId): void;
  /** What it has learned, as plain JSON. The next worker makes it again from that. */
  snapshot?(): unknown;
}
