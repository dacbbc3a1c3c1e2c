/** A segment on its way. */
export type ComingSegment = {
  readonly loadedBytes: number;
  readonly leftBytes: number;
  /** Since its first byte. */
  readonly seconds: number;
};

/** Before that its pace tells little. */
const tellingSeconds = 0.5;
/** What is here of it is thrown away: that has to be worth it. */
const leastGain = 1.5;

/** Whether the whole segment is here sooner in another rendition, of so many bytes, than the rest of this one. */
export function isWorthLeaving(
  { loadedBytes, leftBytes, seconds }: ComingSegment,
  otherBytes: number,
  firstByteSeconds: number,
): boolean {
  if (loadedBytes === 0 || seconds < tellingSeconds) return false;
  const bytesPerSecond = loadedBytes / seconds;
  return leftBytes / bytesPerSecond > leastGain * (firstByteSeconds + otherBytes / bytesPerSecond);
}
