/** A segment in flight. */
export type ComingSegment = {
  readonly loadedBytes: number;
  readonly leftBytes: number;
  /** Since its first byte. */
  readonly seconds: number;
};

/** Before this the rate says little. */
const tellingSeconds = 0.5;
/** Bytes that have arrived are thrown away, so the switch must be faster by this factor. */
const leastGain = 1.5;

/** Whether the whole segment would arrive sooner in another rendition, of `otherBytes`, than the rest of this one. */
export function isWorthLeaving(
  { loadedBytes, leftBytes, seconds }: ComingSegment,
  otherBytes: number,
  firstByteSeconds: number,
): boolean {
  if (loadedBytes === 0 || seconds < tellingSeconds) return false;
  const bytesPerSecond = loadedBytes / seconds;
  return leftBytes / bytesPerSecond > leastGain * (firstByteSeconds + otherBytes / bytesPerSecond);
}
