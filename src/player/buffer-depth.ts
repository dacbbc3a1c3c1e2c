/** Seconds that a player keeps ready while another one plays: enough to start, too little to be in its way. */
const parkedBufferSeconds = 4;

export type BufferDepth = {
  readonly maxBufferLength: number;
  readonly maxMaxBufferLength: number;
  readonly backBufferLength: number;
};

/** hls.js's buffer settings, the same for every player that plays. */
export function playingDepth(maxBufferSeconds: number): BufferDepth {
  return {
    maxBufferLength: maxBufferSeconds,
    maxMaxBufferLength: 2 * maxBufferSeconds,
    backBufferLength: Math.min(maxBufferSeconds, 30),
  };
}

export function parkedDepth(maxBufferSeconds: number): BufferDepth {
  const seconds = Math.min(parkedBufferSeconds, maxBufferSeconds);
  return { ...playingDepth(maxBufferSeconds), maxBufferLength: seconds, maxMaxBufferLength: seconds };
}

export type BufferState = { readonly aheadSeconds: number; readonly toEnd: boolean };

/** What is buffered ahead of the position; holes smaller than a few frames do not count. */
export function bufferState(
  ranges: readonly (readonly [startSeconds: number, endSeconds: number])[],
  positionSeconds: number,
  durationSeconds: number,
): BufferState {
  let endSeconds = positionSeconds;
  for (const [start, end] of ranges) {
    if (start <= endSeconds + 0.1 && end > endSeconds) endSeconds = end;
  }
  return {
    aheadSeconds: endSeconds - positionSeconds,
    toEnd: durationSeconds > 0 && endSeconds >= durationSeconds - 0.1,
  };
}

/** A neighbour loads once the playing reel is safe, so that it never takes bytes from a start. */
export function canSpareBytes({ aheadSeconds, toEnd }: BufferState): boolean {
  return toEnd || aheadSeconds >= 1.5;
}
