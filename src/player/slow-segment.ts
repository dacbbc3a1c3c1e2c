/** A segment in flight. */
export type SegmentInFlight = {
  readonly loadedBytes: number;
  readonly leftBytes: number;
  /** Since its first byte. */
  readonly seconds: number;
};

/** Before this the rate says little. */
const minSampleSeconds = 0.5;
/** Bytes that have arrived are thrown away, so the switch must be faster by this factor. */
const minGain = 1.5;

/** Whether the whole segment would arrive sooner in another rendition, of `otherBytes`, than the rest of this one. */
export function isWorthSwitching(
  { loadedBytes, leftBytes, seconds }: SegmentInFlight,
  otherBytes: number,
  firstByteSeconds: number,
): boolean {
  if (loadedBytes === 0 || seconds < minSampleSeconds) return false;
  const bytesPerSecond = loadedBytes / seconds;
  return leftBytes / bytesPerSecond > minGain * (firstByteSeconds + otherBytes / bytesPerSecond);
}
