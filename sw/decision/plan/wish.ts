import type { Resource } from '../resource/resource.ts';

/** A resource worth fetching before it is requested. Lower priorities go first. */
export type Wish = {
  readonly resource: Resource;
  /** Null for a resource that belongs to the page rather than to a reel. */
  readonly reelId: string | null;
  readonly priority: number;
  readonly strategy: string;
  readonly reason: string;
};
