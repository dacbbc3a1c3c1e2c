export type PressureState = 'nominal' | 'fair' | 'serious' | 'critical';

/** The Compute Pressure API tells states, not numbers: these stand for the middle of each. */
const loadOf: Readonly<Record<PressureState, number>> = { nominal: 0.3, fair: 0.65, serious: 0.8, critical: 0.97 };

export type FrameCounts = { readonly total: number; readonly dropped: number };

export type CpuEvidence = {
  /** Null where the browser does not tell. */
  readonly pressure: PressureState | null;
  readonly longTaskMs: number;
  readonly windowMs: number;
  readonly frames: FrameCounts;
};

/** With this share of its frames dropped, a device is as busy as it gets. */
const hopelessDroppedShare = 0.25;
/** Fewer frames say nothing. */
const tellingFrames = 30;
/** With so few of its frames dropped, a device copes, whatever else it is busy with. */
const fineDroppedShare = 0.02;
const copingLoad = 0.8;

/** How busy the processor is, 0–1: as the browser tells it, else by what long tasks and dropped frames show. */
export function cpuLoadFrom({ pressure, longTaskMs, windowMs, frames }: CpuEvidence): number | null {
  const droppedShare = frames.total < tellingFrames ? null : frames.dropped / frames.total;
  if (pressure !== null) {
    const copes = droppedShare !== null && droppedShare < fineDroppedShare;
    return copes ? Math.min(loadOf[pressure], copingLoad) : loadOf[pressure];
  }
  if (windowMs <= 0) return null;
  return Math.min(1, Math.max(longTaskMs / windowMs, (droppedShare ?? 0) / hopelessDroppedShare));
}

/** Frames of a video since the last look at it. Counters that have become smaller have begun anew, with another reel. */
export function framesSince(now: FrameCounts, before: FrameCounts): FrameCounts {
  if (now.total < before.total || now.dropped < before.dropped) return now;
  return { total: now.total - before.total, dropped: now.dropped - before.dropped };
}
