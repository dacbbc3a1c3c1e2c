import type { Resource } from './resource/resource.ts';

/** A resource worth having before it is asked for. Lower priorities go first. */
export type Wish = {
  readonly resource: Resource;
  readonly reelId: string;
  readonly priority: number;
  readonly strategy: string;
  readonly reason: string;
};
