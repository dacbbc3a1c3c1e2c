export type PlaybackState = {
  readonly bufferAheadSeconds: number;
  /** The player needs nothing more from the network. */
  readonly bufferedToEnd: boolean;
};

/** Once yielded, the buffer must be this many times the mark again, so that transfers do not stop and go. */
export const resumeFactor = 1.5;

/** Playback first: below the low-water mark of the playing reel, speculative transfers stop until it has recovered. */
export function shouldYield(
  { bufferAheadSeconds, bufferedToEnd }: PlaybackState,
  isYielding: boolean,
  lowWaterSeconds: number,
): boolean {
  if (bufferedToEnd) return false;
  return bufferAheadSeconds < lowWaterSeconds * (isYielding ? resumeFactor : 1);
}
