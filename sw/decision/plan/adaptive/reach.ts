import type { ReelState } from './decision-state.ts';

export function segmentsOf({ startSeconds }: ReelState): number {
  return startSeconds.length - 1;
}

export type Reach = { readonly seconds: number; readonly segments: number };

/** The segment before which it is no longer looked what happens: at least one is looked at, where there is one. */
export function endOfReach(reel: ReelState, from: number, { seconds, segments }: Reach): number {
  const endSeconds = (reel.startSeconds[from] ?? 0) + seconds;
  const last = Math.min(segmentsOf(reel), from + segments);
  let until = Math.min(last, from + 1);
  while (until < last && (reel.startSeconds[until] ?? 0) < endSeconds) until += 1;
  return until;
}
