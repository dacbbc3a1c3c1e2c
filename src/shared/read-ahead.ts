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

export const defaultReadAhead: ReadAheadLimits = { targetSeconds: 30, minSeconds: 10, maxSeconds: 60 };

export const initialReadAhead: ReadAheadState = { throughputBps: null, sampledAtMs: null, seekedAtMs: null };

/** Adds a sample to the average. Ignores an invalid rate and one less than half a second after the last sample. */
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
 * Returns how many seconds of the playing reel to buffer ahead: as many as the network delivers in the target time,
 * within the limits. Twice as many for ten seconds after a seek, since the viewer is likely to seek again nearby.
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
