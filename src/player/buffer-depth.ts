/**
 * Length of a reel's beginning: two seconds of short segments, less the amount by which their frames may fall short.
 * A parked player loads no more than this, since most of the rest would never be watched.
 */
export const startSeconds = 1.9;

export type BufferDepth = {
  readonly maxBufferLength: number;
  readonly maxMaxBufferLength: number;
  readonly backBufferLength: number;
};

/** Returns the hls.js buffer settings for the playing reel. */
export function playingDepth(maxBufferSeconds: number, maxBackSeconds = 30): BufferDepth {
  return {
    maxBufferLength: maxBufferSeconds,
    maxMaxBufferLength: 2 * maxBufferSeconds,
    backBufferLength: Math.min(maxBufferSeconds, maxBackSeconds),
  };
}

export function parkedDepth(maxBufferSeconds: number, maxBackSeconds = 30): BufferDepth {
  const seconds = Math.min(startSeconds, maxBufferSeconds);
  return { ...playingDepth(maxBufferSeconds, maxBackSeconds), maxBufferLength: seconds, maxMaxBufferLength: seconds };
}

export type BufferState = { readonly aheadSeconds: number; readonly reachesEnd: boolean };

/** Measures the buffer ahead of the position, ignoring gaps shorter than a few frames. */
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
    reachesEnd: durationSeconds > 0 && endSeconds >= durationSeconds - 0.1,
  };
}

/** A viewer who left the last reel sooner than this will need the next reel before the rest of this one. */
const skimmingMs = 1_500;

/** Whether the viewer left the last reel quickly and has not stayed on this one yet. */
export function isSkimming(lastStayMs: number, stayMs: number): boolean {
  return lastStayMs < skimmingMs && stayMs < skimmingMs;
}

/** Length of the playing reel's next segment, and of the beginning that a neighbour needs. */
const nextSeconds = 2;
const beginningSeconds = 1;
const marginSeconds = 0.5;
/** Even on the fastest link an origin may go silent or crawl: this buffer outlasts two of three origins in turn. */
const minSafeSeconds = 2;
/** Assumed before anything is measured: the link delivers half of the bandwidth that playback needs. */
const unknownLoad = 2;

/**
 * Returns the buffer below which the next segment is fetched: its average transfer time plus half a second. In recorded
 * sessions twice the transfer time wasted more bytes and stalled no less.
 */
export function safeSeconds(load: number | null): number {
  return Math.max(minSafeSeconds, outlasting(nextSeconds, load));
}

/** Returns the buffer with which the playing reel can share the link with the beginning of a neighbour. */
export function sharingSeconds(load: number | null): number {
  return outlasting(nextSeconds + beginningSeconds, load);
}

/**
 * Whether the next reel may load beside this one, for a viewer who skims and will need it before the rest of this one.
 * Each reel then gets half of the link; anything beyond that comes from this reel's buffer.
 */
export function canShareLink(
  { aheadSeconds }: BufferState,
  { load, isLoading }: { readonly load: number | null; readonly isLoading: boolean },
): boolean {
  const missingShare = 2 * (load ?? unknownLoad) - 1;
  return missingShare <= 0 || aheadSeconds >= marginSeconds + (isLoading ? 0 : missingShare * beginningSeconds);
}

/** Returns the buffer that outlasts the transfer of `mediaSeconds` of media. */
function outlasting(mediaSeconds: number, load: number | null): number {
  return marginSeconds + mediaSeconds * (load ?? unknownLoad);
}

/**
 * Whether a neighbour may load. Its beginning shares the link with the playing reel's next segment. To start, the
 * buffer must outlast both; to continue, it must outlast the segment alone. `load` is the playing rendition's bandwidth
 * as a share of the link's throughput.
 */
export function mayLoadNeighbour(
  { aheadSeconds, reachesEnd }: BufferState,
  { load, isLoading }: { readonly load: number | null; readonly isLoading: boolean },
): boolean {
  return reachesEnd || aheadSeconds >= (isLoading ? outlasting(nextSeconds, load) : sharingSeconds(load));
}
