import { mediaHeaders } from '../shared/media-headers.ts';

export type LoadTiming = { readonly startMs: number; readonly firstMs: number; readonly endMs: number };

/** What the players know of the network before this response. */
export type KnownNetwork = {
  readonly bps: number | null;
  /** The wait for a first byte, as far as `bps` is without it: 0 for players that take the rate from the request on. */
  readonly firstByteMs: number;
  /** Whether bytes that crossed the network so long ago tell what it is like now. */
  isTelling(ageMs: number): boolean;
};

/** Until a first byte has been waited for. */
export const usualFirstByteMs = 100;
/** What the network did longer ago than this says little of what it does now. */
export const tellingMs = 5 * 60_000;

/**
 * When a response would have come over the network, had the player fetched it now. Bytes from a cache arrive faster than
 * any network and would lift hls.js's estimate far above the truth, so start and first byte move back by the times that
 * the bytes took when they crossed it; bytes of which that is too long ago change nothing in the estimate. Bytes that share
 * the line with others which no player waits for tell what the worker has measured of the whole line. Of bytes that are
 * still arriving the part that was spent before is missing, and the time that their request took to the worker is too
 * much. Without the worker's headers the browser's own times are the truth.
 */
export function honestTiming(
  timing: LoadTiming,
  sizeBytes: number,
  header: (name: string) => string | null,
  known: KnownNetwork,
): LoadTiming {
  const { startMs, firstMs, endMs } = timing;
  const read = (name: string) => readNumber(header(name));
  const firstByteMs = read(mediaHeaders.firstByteMs);
  if (firstByteMs === null) return timing;

  const asEstimated = (bps: number): LoadTiming => {
    const beganMs = endMs - (sizeBytes * 8_000) / bps;
    return { startMs: beganMs - known.firstByteMs, firstMs: beganMs, endMs };
  };
  const estimatedBps = known.bps !== null && known.bps > 0 ? known.bps : null;
  const lineBps = read(mediaHeaders.lineBps);
  if (estimatedBps !== null && lineBps !== null) return asEstimated(lineBps || estimatedBps);
  const spentMs = read(mediaHeaders.spentMs);
  if (spentMs !== null) {
    // The answer begins with the first byte, or at once where that is here: what has passed before was spent on the way.
    const beganMs = Math.max(startMs - spentMs, firstMs - Math.max(firstByteMs, spentMs));
    return { startMs: beganMs, firstMs: Math.min(firstMs, beganMs + firstByteMs), endMs };
  }
  const transferMs = read(mediaHeaders.transferMs);
  if (transferMs === null) return timing;
  // The browser had it: what it cost then nobody knows.
  if (estimatedBps !== null && (transferMs === 0 || !known.isTelling(read(mediaHeaders.ageMs) ?? 0)))
    return asEstimated(estimatedBps);
  const beganMs = endMs - Math.max(transferMs, firstByteMs);
  // What is taken off and put on again may come out a rounding error higher.
  return { startMs: beganMs, firstMs: Math.min(endMs, beganMs + firstByteMs), endMs };
}

function readNumber(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
