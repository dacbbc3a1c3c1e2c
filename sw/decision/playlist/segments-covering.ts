import type { Playlist, Segment } from './parse-playlist.ts';
import { timeIndexOf } from './time-index.ts';

/** Returns the segments that overlap the time from `fromSeconds` (inclusive) to `toSeconds` (exclusive). */
export function segmentsCovering(playlist: Playlist, fromSeconds: number, toSeconds: number): readonly Segment[] {
  const { segments, mediaSequence } = playlist;
  const index = timeIndexOf(playlist);
  const placeAt = (seconds: number): number => {
    if (seconds >= index.totalSeconds) return segments.length;
    return (index.segmentAt(Math.max(0, seconds)) ?? mediaSequence) - mediaSequence;
  };
  const first = placeAt(fromSeconds);
  let end = placeAt(toSeconds);
  if ((segments[end]?.startSeconds ?? Infinity) < toSeconds) end += 1;
  // Drops segments of duration 0 that start exactly at the end.
  while (end > first && (segments[end - 1]?.startSeconds ?? 0) >= toSeconds) end -= 1;
  return segments.slice(first, Math.max(first, end));
}
