import type { Resource } from '../resource/resource.ts';

/** A resource worth having before it is asked for. Lower priorities go first. */
export type Wish = {
  readonly resource: Resource;
  /** Null for what belongs to the page and not to a reel. */
  readonly reelId: string | null;
  readonly priority: number;
  readonly strategy: string;
  readonly reason: string;
};
