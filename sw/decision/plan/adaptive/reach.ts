import type { ReelState } from './decision-state.ts';

export function segmentsOf({ startSeconds }: ReelState): number {
  return startSeconds.length - 1;
}

export type Reach = { readonly seconds: number; readonly segments: number };

/** Returns the end (exclusive) of the segments to consider: within reach, and at least one if any is left. */
export function endOfReach(reel: ReelState, from: number, { seconds, segments }: Reach): number {
  const endSeconds = (reel.startSeconds[from] ?? 0) + seconds;
  const last = Math.min(segmentsOf(reel), from + segments);
  let until = Math.min(last, from + 1);
  while (until < last && (reel.startSeconds[until] ?? 0) < endSeconds) until += 1;
  return until;
}
