import type { PlaybackReport } from './inspect-playback.ts';

/**
 * Pictures count as the same up to this mean difference per colour value (0 to 255): encoder noise and an adjacent
 * frame stay below.
 */
const samePicture = 10;
const sameSeconds = 0.1;
const lateFactor = 1.5;
const lateMs = 400;

/**
 * Returns in what ways `seen` is worse than `plain`. Finds nothing if `plain` does not play, or if `seen` has the true
 * duration that `plain` gets wrong.
 */
export function findRegressions(
  plain: PlaybackReport,
  seen: PlaybackReport,
  trueSeconds: number | null = null,
): string[] {
  if (plain.error !== null || !plain.hasPlayed) return [];
  if (seen.error !== null) return [`error: ${seen.error}`];
  if (!seen.hasPlayed) return ['does not play'];
  if (trueSeconds !== null && isSameLength(seen.durationSeconds, trueSeconds)) return [];
  return [
    ...durationFault(plain.durationSeconds, seen.durationSeconds),
    ...(plain.hasSound && !seen.hasSound ? ['silent'] : []),
    ...shapeFault(plain, seen),
    ...plain.pictures.flatMap((picture, place) => pictureFault(picture, seen.pictures[place] ?? null, place)),
    ...captionFaults(plain.captions ?? [], seen.captions),
  ];
}

/** Whether the first frame comes notably later. A single run on a busy machine proves little. */
export function isLate(plain: PlaybackReport, seen: PlaybackReport): boolean {
  if (plain.firstFrameMs === null || seen.firstFrameMs === null) return false;
  return seen.firstFrameMs > plain.firstFrameMs * lateFactor + lateMs;
}

function isSameLength(plain: number | null, seen: number | null): boolean {
  return plain === seen || (plain !== null && seen !== null && Math.abs(plain - seen) <= sameSeconds);
}

function durationFault(plain: number | null, seen: number | null): string[] {
  if (isSameLength(plain, seen)) return [];
  return [`lasts ${seconds(seen)}, not ${seconds(plain)}`];
}

function seconds(value: number | null): string {
  return value === null ? 'for ever' : `${value.toFixed(2)} s`;
}

/** Compares aspect ratios, since another rendition may have another size. */
function shapeFault(plain: PlaybackReport, seen: PlaybackReport): string[] {
  const shape = ({ widthPx, heightPx }: PlaybackReport) => widthPx / Math.max(1, heightPx);
  if (Math.abs(shape(plain) - shape(seen)) <= 0.03 * Math.max(shape(plain), 0.01)) return [];
  return [`${seen.widthPx} × ${seen.heightPx}, not ${plain.widthPx} × ${plain.heightPx}`];
}

function pictureFault(plain: readonly number[] | null, seen: readonly number[] | null, place: number): string[] {
  if (plain === null) return [];
  if (seen === null) return [`no picture ${place + 1}`];
  const meanDifference = plain.reduce((sum, value, at) => sum + Math.abs(value - (seen[at] ?? 0)), 0) / plain.length;
  return meanDifference <= samePicture ? [] : [`other picture ${place + 1} (by ${meanDifference.toFixed(0)})`];
}

function captionFaults(plain: readonly string[], seen: readonly string[] | null): string[] {
  if (seen === null) return [];
  const pairs = plain.map((words, place) => ({ words, other: seen[place] ?? '', place }));
  const faults = pairs.filter(({ words, other }) => words !== '' && words !== other);
  return faults.map(({ words, other, place }) => `words ${place + 1}: "${other}", not "${words}"`);
}
