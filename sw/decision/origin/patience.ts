/** How far a request has got. */
export type Progress = {
  /** Time since the last byte, or since the request if none has arrived. */
  readonly silentMs: number;
  /** Null until the headers have arrived. */
  readonly body: {
    readonly elapsedMs: number;
    /** Measured over the last moments, not since the beginning. */
    readonly recentBps: number;
    /** Null if the length is unknown. */
    readonly remainingBytes: number | null;
  } | null;
};

/** What an origin is expected to deliver. */
export type Outlook = {
  readonly latencyMs: number;
  readonly bandwidthBps: number;
  /** The 95th percentile of its times to the first byte. */
  readonly slowFirstByteMs: number;
};

export type PatienceRules = {
  /** After this long without a byte the source is abandoned, even if it is the last one. */
  readonly stallMs: number;
  readonly current: Outlook;
  /** The best of the other origins; null if there is none. */
  readonly alternative: Outlook | null;
};

/** Short enough that two crawling origins can be abandoned in turn while the cached beginning of a reel plays. */
const minWaitMs = 700;
/** A new request has a cost, so another origin must be several times faster, and by more than a second. */
const speedupToSwitch = 4;
const minGainMs = 1000;
const assumedRemainingBytes = 64 * 1024;

/** Whether to switch to another source, because this one is silent or another one would finish much earlier. */
export function shouldSwitchSource(
  { silentMs, body }: Progress,
  { stallMs, current, alternative }: PatienceRules,
): boolean {
  if (silentMs >= stallMs) return true;
  if (alternative === null) return false;
  if (body === null) return silentMs >= Math.max(minWaitMs, speedupToSwitch * current.slowFirstByteMs);
  if (body.elapsedMs < minWaitMs) return false;
  const remainingBits = 8 * (body.remainingBytes ?? assumedRemainingBytes);
  const currentMs = (remainingBits / body.recentBps) * 1000;
  const alternativeMs = alternative.latencyMs + (remainingBits / alternative.bandwidthBps) * 1000;
  return currentMs > speedupToSwitch * alternativeMs + minGainMs;
}

/**
 * With fewer responses than `manyFirstBytes` the percentile is doubled; with fewer than `minFirstBytes` it is not used.
 */
const manyFirstBytes = 20;
const minFirstBytes = 3;
const unknownSlowFirstByteMs = 1000;
/** Below this a second request costs more than the wait that it could save. */
const minSlowFirstByteMs = 50;

/** The 95th percentile of an origin's times to the first byte. */
export function slowFirstByteMs(firstBytesMs: readonly number[]): number {
  if (firstBytesMs.length < minFirstBytes) return unknownSlowFirstByteMs;
  const sorted = firstBytesMs.toSorted((a, b) => a - b);
  const slow = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? unknownSlowFirstByteMs;
  return Math.max(minSlowFirstByteMs, firstBytesMs.length < manyFirstBytes ? 2 * slow : slow);
}

const maxHedgedShare = 0.05;

/** At most one request in twenty is hedged, and at least one per session may be. */
export function mayHedge({ requests, hedges }: { readonly requests: number; readonly hedges: number }): boolean {
  return hedges < Math.max(1, Math.floor(requests * maxHedgedShare));
}
