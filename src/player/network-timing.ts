import { mediaHeaders } from '../shared/media-headers.ts';

export type LoadTiming = { readonly startMs: number; readonly firstMs: number; readonly endMs: number };

/** What the players know about the network before this response. */
export type KnownNetwork = {
  readonly bps: number | null;
  /** The wait for a first byte if `bps` excludes it; 0 for players that measure the rate from the request on. */
  readonly firstByteMs: number;
  /** Whether bytes of this age still say anything about the network now. */
  isRecent(ageMs: number): boolean;
};

/** Assumed until a first byte has been measured. */
export const defaultFirstByteMs = 100;
/** Measurements older than this say little about the network now. */
export const recentMs = 5 * 60_000;

/**
 * Returns the times of a response as if the player had fetched it over the network now. Cached bytes arrive faster than
 * any network and would lift hls.js's estimate far above the truth, so start and first byte move back by the times that
 * the bytes took on the network; if that was too long ago, they get times that leave the estimate unchanged. Bytes that
 * share the link with speculative transfers are timed at the rate that the worker measured for the whole link. For
 * bytes still arriving, the time spent before the request is added, and the time that the request took to the worker is
 * left out. Without the worker's headers the browser's own times stand.
 */
export function networkTiming(
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
    // The response begins with the first byte, or at once if that has arrived; a longer wait was the way to the worker.
    const beganMs = Math.max(startMs - spentMs, firstMs - Math.max(firstByteMs, spentMs));
    return { startMs: beganMs, firstMs: Math.min(firstMs, beganMs + firstByteMs), endMs };
  }
  const transferMs = read(mediaHeaders.transferMs);
  if (transferMs === null) return timing;
  // A transfer time of 0 means that the browser's own cache had the bytes: their real time is unknown.
  if (estimatedBps !== null && (transferMs === 0 || !known.isRecent(read(mediaHeaders.ageMs) ?? 0)))
    return asEstimated(estimatedBps);
  const beganMs = endMs - Math.max(transferMs, firstByteMs);
  // Subtracting and adding the same time may overshoot by a rounding error.
  return { startMs: beganMs, firstMs: Math.min(endMs, beganMs + firstByteMs), endMs };
}

function readNumber(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
