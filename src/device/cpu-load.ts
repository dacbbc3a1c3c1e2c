export type PressureState = 'nominal' | 'fair' | 'serious' | 'critical';

/** The Compute Pressure API reports states, not numbers: these stand for the middle of each state. */
const loadOf: Readonly<Record<PressureState, number>> = { nominal: 0.3, fair: 0.65, serious: 0.8, critical: 0.97 };

export type FrameCounts = { readonly total: number; readonly dropped: number };

export type CpuEvidence = {
  /** Null if the browser does not report it. */
  readonly pressure: PressureState | null;
  readonly longTaskMs: number;
  readonly windowMs: number;
  readonly frames: FrameCounts;
};

/** With this share of frames dropped, the load counts as 1. */
const hopelessDroppedShare = 0.25;
/** Fewer frames say nothing about the load. */
const minFrames = 30;
/** Below this share of dropped frames a device copes, however busy it is otherwise. */
const fineDroppedShare = 0.02;
const copingLoad = 0.8;

/** Returns how busy the processor is, 0–1: as the browser reports it, else by long tasks and dropped frames. */
export function cpuLoadFrom({ pressure, longTaskMs, windowMs, frames }: CpuEvidence): number | null {
  const droppedShare = frames.total < minFrames ? null : frames.dropped / frames.total;
  if (pressure !== null) {
    const copes = droppedShare !== null && droppedShare < fineDroppedShare;
    return copes ? Math.min(loadOf[pressure], copingLoad) : loadOf[pressure];
  }
  if (windowMs <= 0) return null;
  return Math.min(1, Math.max(longTaskMs / windowMs, (droppedShare ?? 0) / hopelessDroppedShare));
}

/** Returns the frames of a video since the last sample. Smaller counters have restarted with another reel. */
export function framesSince(now: FrameCounts, before: FrameCounts): FrameCounts {
  if (now.total < before.total || now.dropped < before.dropped) return now;
  return { total: now.total - before.total, dropped: now.dropped - before.dropped };
}
