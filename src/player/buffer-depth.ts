/** Seconds that a player keeps ready while another one plays: enough to start, too little to be in its way. */
export const parkedBufferSeconds = 4;

export type BufferDepth = {
  readonly maxBufferLength: number;
  readonly maxMaxBufferLength: number;
  readonly backBufferLength: number;
};

/** hls.js's buffer settings, the same for every player that plays. */
export function playingDepth(maxBufferSeconds: number, mostBackSeconds = 30): BufferDepth {
  return {
    maxBufferLength: maxBufferSeconds,
    maxMaxBufferLength: 2 * maxBufferSeconds,
    backBufferLength: Math.min(maxBufferSeconds, mostBackSeconds),
  };
}

export function parkedDepth(maxBufferSeconds: number, mostBackSeconds = 30): BufferDepth {
  const seconds = Math.min(parkedBufferSeconds, maxBufferSeconds);
  return { ...playingDepth(maxBufferSeconds, mostBackSeconds), maxBufferLength: seconds, maxMaxBufferLength: seconds };
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

/** A viewer who left the last reel this soon will need the next one before the rest of this one. */
const skimmingMs = 1_500;

/** A reel's beginning, in fragments short enough to start at once. */
export const startSeconds = 2;

/** Of a reel that is skimmed little more than its start is watched; the rest is room for the next ones. */
export const skimmedSeconds = startSeconds;

/** True until the viewer has stayed on this reel. */
export function isSkimming(lastStayMs: number, stayMs: number): boolean {
  return lastStayMs < skimmingMs && stayMs < skimmingMs;
}

/**
 * A neighbour loads once the playing reel is safe, so that it takes no bytes from a start. For a viewer who skims it
 * loads beside the playing one: one after the other, each would be ready just when it is left.
 */
export function canSpareBytes({ aheadSeconds, toEnd }: BufferState, isSkimmed: boolean): boolean {
  return toEnd || aheadSeconds >= 1.5 || isSkimmed;
}
