/** How a request is getting on. */
export type Progress = {
  /** Since the last byte, or since the request before there was one. */
  readonly silentMs: number;
  /** Null while the headers are awaited. */
  readonly body: {
    readonly elapsedMs: number;
    /** What came lately, not since the beginning. */
    readonly recentBps: number;
    /** Null where the length is unknown. */
    readonly remainingBytes: number | null;
  } | null;
};

/** What may be expected of an origin. */
export type Outlook = {
  readonly latencyMs: number;
  readonly bandwidthBps: number;
  /** Time to the first byte that 95 % of its answers stay below. */
  readonly slowFirstByteMs: number;
};

export type PatienceRules = {
  /** A source that is silent for this long is left, wherever else the bytes may be had. */
  readonly stallMs: number;
  readonly here: Outlook;
  /** The best of the others; null when this is the last one. */
  readonly elsewhere: Outlook | null;
};

const shortestWaitMs = 1000;
/** Leaving costs a new request: it must promise to be several times quicker, and not only by a moment. */
const muchQuicker = 4;
const moment = 1000;
const assumedRemainingBytes = 64 * 1024;

/** Whether a source has to be left: because it is silent, or because another one would be done long before it. */
export function shouldLeave({ silentMs, body }: Progress, { stallMs, here, elsewhere }: PatienceRules): boolean {
  if (silentMs >= stallMs) return true;
  if (elsewhere === null) return false;
  if (body === null) return silentMs >= Math.max(shortestWaitMs, muchQuicker * here.slowFirstByteMs);
  if (body.elapsedMs < shortestWaitMs) return false;
  const remainingBits = 8 * (body.remainingBytes ?? assumedRemainingBytes);
  const hereMs = (remainingBits / body.recentBps) * 1000;
  const elsewhereMs = elsewhere.latencyMs + (remainingBits / elsewhere.bandwidthBps) * 1000;
  return hereMs > muchQuicker * elsewhereMs + moment;
}

/** A percentile of fewer answers than this is a guess, which is doubled; of the very first ones nothing can be said. */
const manyFirstBytes = 20;
const fewestFirstBytes = 3;
const unknownSlowFirstByteMs = 1000;
/** Below this a second request costs more than the wait that it may save. */
const shortestSlowFirstByteMs = 50;

/** The 95th percentile of an origin's times to the first byte. */
export function slowFirstByteMs(firstBytesMs: readonly number[]): number {
  if (firstBytesMs.length < fewestFirstBytes) return unknownSlowFirstByteMs;
  const sorted = firstBytesMs.toSorted((a, b) => a - b);
  const slow = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? unknownSlowFirstByteMs;
  return Math.max(shortestSlowFirstByteMs, firstBytesMs.length < manyFirstBytes ? 2 * slow : slow);
}

const hedgedShare = 0.05;

/** At most one request in twenty is asked for twice; the first one of a session may be. */
export function mayHedge({ requests, hedges }: { readonly requests: number; readonly hedges: number }): boolean {
  return hedges < Math.max(1, Math.floor(requests * hedgedShare));
}
