export type PlaybackState = {
  readonly bufferAheadSeconds: number;
  /** The player needs nothing more from the network. */
  readonly bufferedToEnd: boolean;
};

/** After yielding, transfers resume at this many times the mark, so that they do not stop and start repeatedly. */
export const resumeFactor = 1.5;

/** Whether speculative transfers must stop: below the playing reel's low-water mark, until its buffer recovers. */
export function shouldYield(
  { bufferAheadSeconds, bufferedToEnd }: PlaybackState,
  isYielding: boolean,
  lowWaterSeconds: number,
): boolean {
  if (bufferedToEnd) return false;
  return bufferAheadSeconds < lowWaterSeconds * (isYielding ? resumeFactor : 1);
}
