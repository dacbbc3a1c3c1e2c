/**
 * A reel's beginning: two seconds in segments short enough to start at once, less what their frames may fall short of it.
 * A player that waits while another one plays loads no more: most of what comes after it would never be watched.
 */
export const startSeconds = 1.9;

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
  const seconds = Math.min(startSeconds, maxBufferSeconds);
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

/** True until the viewer has stayed on this reel. */
export function isSkimming(lastStayMs: number, stayMs: number): boolean {
  return lastStayMs < skimmingMs && stayMs < skimmingMs;
}

/** What the playing reel fetches next, and what a neighbour needs to begin. */
const nextSeconds = 2;
const beginningSeconds = 1;
const marginSeconds = 0.5;
/** On the fastest line too an origin may fall silent or crawl: with this in hand two of three may, one after the other. */
const leastSafeSeconds = 2;
/** Where nothing is measured yet, the line is taken for one that brings half of what is played. */
const unknownLoad = 2;

/**
 * With less than this in hand the next segment is fetched: the time that it takes on average, and half a second. Twice that
 * time wasted more in recorded sessions, and stalled no less.
 */
export function safeSeconds(load: number | null): number {
  return Math.max(leastSafeSeconds, outlasting(nextSeconds, load));
}

/** With so much in hand the line can be shared with the beginning of a neighbour. */
export function sharingSeconds(load: number | null): number {
  return outlasting(nextSeconds + beginningSeconds, load);
}

/**
 * Whether the next reel may begin beside this one, for a viewer who skims and will need it before the rest of this one.
 * Each gets half of the line meanwhile: what this one needs beyond that comes from its buffer.
 */
export function canShareLine(
  { aheadSeconds }: BufferState,
  { load, isLoading }: { readonly load: number | null; readonly isLoading: boolean },
): boolean {
  const missingShare = 2 * (load ?? unknownLoad) - 1;
  return missingShare <= 0 || aheadSeconds >= marginSeconds + (isLoading ? 0 : missingShare * beginningSeconds);
}

/** What must be in hand while so many seconds of media cross the line. */
function outlasting(mediaSeconds: number, load: number | null): number {
  return marginSeconds + mediaSeconds * (load ?? unknownLoad);
}

/**
 * Whether a neighbour may load. Its beginning and the playing reel's next segment share the line: the buffer must outlast
 * both, or what is begun must stop once it no longer outlasts the segment alone. `load` is the playing rendition's
 * bandwidth as a share of what the line brings.
 */
export function canSpareBytes(
  { aheadSeconds, toEnd }: BufferState,
  { load, isLoading }: { readonly load: number | null; readonly isLoading: boolean },
): boolean {
  return toEnd || aheadSeconds >= (isLoading ? outlasting(nextSeconds, load) : sharingSeconds(load));
}
