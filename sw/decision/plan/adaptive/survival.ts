import type { ReelState } from './decision-state.ts';
import { segmentsOf } from './reach.ts';

export function segmentAt(reel: ReelState, seconds: number): number {
  const last = segmentsOf(reel) - 1;
  let segment = 0;
  while (segment < last && (reel.startSeconds[segment + 1] ?? 0) <= seconds) segment += 1;
  return segment;
}

/** P(playback passes that moment), interpolated linearly between the starts of segments. */
export function survivalAt(reel: ReelState, segment: number, seconds: number): number {
  const { startSeconds, survival } = reel;
  const from = startSeconds[segment] ?? 0;
  const to = startSeconds[segment + 1] ?? from;
  const before = survival[segment] ?? 0;
  return to <= from ? before : before + (((survival[segment + 1] ?? 0) - before) * (seconds - from)) / (to - from);
}
