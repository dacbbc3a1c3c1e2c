import type { Playlist, Segment } from './parse-playlist.ts';

/** The segments that hold any moment of [fromSeconds, toSeconds). */
export function segmentsCovering(playlist: Playlist, fromSeconds: number, toSeconds: number): readonly Segment[] {
  const { segments } = playlist;
  const first = countWhile(
    segments,
    ({ startSeconds, durationSeconds }) => startSeconds + durationSeconds <= fromSeconds,
  );
  const end = countWhile(segments, ({ startSeconds }) => startSeconds < toSeconds);
  return segments.slice(first, Math.max(first, end));
}

/** How many segments hold, where those that hold come before all others. */
function countWhile(segments: readonly Segment[], holds: (segment: Segment) => boolean): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle];
    if (segment !== undefined && holds(segment)) low = middle + 1;
    else high = middle;
  }
  return low;
}
