import type { Sight } from './sight.ts';

/** Of a colour's 256 steps, as the mean of all of them: encoders' noise and a frame more or less stay below. */
const samePicture = 10;
const sameSeconds = 0.1;
const lateFactor = 1.5;
const lateMs = 400;

/**
 * In what way the second one is worse than the first. Nothing is expected of what does not play in the first place, nor of
 * what the first one gets wrong and the second one right.
 */
export function worse(plain: Sight, seen: Sight, trueSeconds: number | null = null): string[] {
  if (plain.error !== null || !plain.hasPlayed) return [];
  if (seen.error !== null) return [`error: ${seen.error}`];
  if (!seen.hasPlayed) return ['does not play'];
  if (trueSeconds !== null && isSameLength(seen.durationSeconds, trueSeconds)) return [];
  return [
    ...durationFault(plain.durationSeconds, seen.durationSeconds),
    ...(plain.hasSound && !seen.hasSound ? ['silent'] : []),
    ...shapeFault(plain, seen),
    ...plain.pictures.flatMap((picture, place) => pictureFault(picture, seen.pictures[place] ?? null, place)),
    ...wordsFaults(plain.words ?? [], seen.words),
  ];
}

/** Whether one sees it notably later. Of single runs on a busy machine this says little. */
export function isLate(plain: Sight, seen: Sight): boolean {
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

/** Another rendition has another size, and the same shape. */
function shapeFault(plain: Sight, seen: Sight): string[] {
  const shape = ({ widthPx, heightPx }: Sight) => widthPx / Math.max(1, heightPx);
  if (Math.abs(shape(plain) - shape(seen)) <= 0.03 * Math.max(shape(plain), 0.01)) return [];
  return [`${seen.widthPx} × ${seen.heightPx}, not ${plain.widthPx} × ${plain.heightPx}`];
}

function pictureFault(plain: readonly number[] | null, seen: readonly number[] | null, place: number): string[] {
  if (plain === null) return [];
  if (seen === null) return [`no picture ${place + 1}`];
  const apart = plain.reduce((sum, value, at) => sum + Math.abs(value - (seen[at] ?? 0)), 0) / plain.length;
  return apart <= samePicture ? [] : [`other picture ${place + 1} (by ${apart.toFixed(0)})`];
}

function wordsFaults(plain: readonly string[], seen: readonly string[] | null): string[] {
  if (seen === null) return [];
  const pairs = plain.map((words, place) => ({ words, other: seen[place] ?? '', place }));
  const faults = pairs.filter(({ words, other }) => words !== '' && words !== other);
  return faults.map(({ words, other, place }) => `words ${place + 1}: "${other}", not "${words}"`);
}
