export type PressureState = 'nominal' | 'fair' | 'serious' | 'critical';

/** The Compute Pressure API tells states, not numbers: these stand for the middle of each. */
const loadOf: Readonly<Record<PressureState, number>> = { nominal: 0.3, fair: 0.65, serious: 0.88, critical: 0.97 };

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

/** How busy the processor is, 0–1: as the browser tells it, else by what long tasks and dropped frames show. */
export function cpuLoadFrom({ pressure, longTaskMs, windowMs, frames }: CpuEvidence): number | null {
  if (pressure !== null) return loadOf[pressure];
  if (windowMs <= 0) return null;
  const droppedShare = frames.total < tellingFrames ? 0 : frames.dropped / frames.total;
  return Math.min(1, Math.max(longTaskMs / windowMs, droppedShare / hopelessDroppedShare));
}

/** Frames since the last look. Counters that have become smaller belong to another reel. */
export function framesSince(now: FrameCounts, before: FrameCounts): FrameCounts {
  if (now.total < before.total || now.dropped < before.dropped) return now;
  return { total: now.total - before.total, dropped: now.dropped - before.dropped };
}
