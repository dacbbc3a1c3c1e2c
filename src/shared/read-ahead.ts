const alpha = 0.3;
const minSampleGapMs = 500;
const seekBoostMs = 10_000;

/** Plain JSON. */
export type ReadAheadState = {
  /** Moving average of what the network delivers, in bits per second; null before the first sample. */
  readonly throughputBps: number | null;
  readonly sampledAtMs: number | null;
  readonly seekedAtMs: number | null;
};

export type ReadAheadLimits = {
  readonly targetSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
};

export const usualReadAhead: ReadAheadLimits = { targetSeconds: 30, minSeconds: 10, maxSeconds: 60 };

export const freshReadAhead: ReadAheadState = { throughputBps: null, sampledAtMs: null, seekedAtMs: null };

/** Takes a sample into the average. One that comes less than half a second after the last, or is no rate, is ignored. */
export function sampleThroughput(state: ReadAheadState, sampleBps: number, nowMs: number): ReadAheadState {
  if (!Number.isFinite(sampleBps) || sampleBps < 0) return state;
  if (state.sampledAtMs !== null && nowMs - state.sampledAtMs < minSampleGapMs) return state;
  const { throughputBps } = state;
  const average = throughputBps === null ? sampleBps : alpha * sampleBps + (1 - alpha) * throughputBps;
  return { ...state, throughputBps: average, sampledAtMs: nowMs };
}

export function noteSeek(state: ReadAheadState, nowMs: number): ReadAheadState {
  return { ...state, seekedAtMs: nowMs };
}

/**
 * How many seconds of the playing reel to hold ready: what the network brings in the target time, within the limits.
 * For ten seconds after a seek twice as much, because the viewer is likely to seek again nearby.
 */
export function readAheadSeconds(
  state: ReadAheadState,
  renditionBps: number,
  nowMs: number,
  { targetSeconds, minSeconds, maxSeconds }: ReadAheadLimits,
): number {
  const { throughputBps, seekedAtMs } = state;
  const isKnown = throughputBps !== null && renditionBps > 0;
  const reachable = isKnown ? (throughputBps / renditionBps) * targetSeconds : minSeconds;
  const seconds = Math.min(Math.max(reachable, minSeconds), maxSeconds);
  const hasJustSeeked = seekedAtMs !== null && nowMs >= seekedAtMs && nowMs - seekedAtMs < seekBoostMs;
  return hasJustSeeked ? 2 * seconds : seconds;
}
