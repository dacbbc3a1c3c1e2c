const maxMeasurements = 10;
const alpha = 0.3;

/** Assumed until an origin has been measured: good enough to be tried, not good enough to replace a good one. */
const assumed = { latencyMs: 100, bandwidthMbps: 5, reliability: 1 };

/** One transfer or probe. Null means not measured. */
export type OriginMeasurement = {
  readonly atMs: number;
  readonly latencyMs: number | null;
  readonly bandwidthMbps: number | null;
  readonly succeeded: boolean;
};

/** The last ten measurements, oldest first. Plain JSON. */
export type OriginHistory = readonly OriginMeasurement[];

export type OriginAverages = {
  readonly latencyMs: number;
  readonly bandwidthMbps: number;
  /** 0–1. */
  readonly reliability: number;
};

export type OriginLoad = { readonly activeTransfers: number; readonly maxTransfers: number };

export type OriginCandidate = { readonly id: string; readonly history: OriginHistory; readonly load: OriginLoad };

/** Adds a measurement, unless its values are impossible. */
export function recordMeasurement(history: OriginHistory, measurement: OriginMeasurement): OriginHistory {
  const { atMs, latencyMs, bandwidthMbps } = measurement;
  const isPossible = [atMs, latencyMs ?? 0, bandwidthMbps ?? 0].every((value) => Number.isFinite(value) && value >= 0);
  return isPossible ? [...history, measurement].slice(-maxMeasurements) : history;
}

/** Exponentially weighted averages: the latest measurement weighs most. */
export function averageOrigin(history: OriginHistory): OriginAverages {
  return {
    latencyMs: average(history.map((one) => one.latencyMs)) ?? assumed.latencyMs,
    bandwidthMbps: average(history.map((one) => one.bandwidthMbps)) ?? assumed.bandwidthMbps,
    reliability: average(history.map((one) => (one.succeeded ? 1 : 0))) ?? assumed.reliability,
  };
}

/** How good an otherwise idle origin is for one transfer: bandwidth × reliability / (1 + latency × 0.1). */
export function scoreOrigin({ latencyMs, bandwidthMbps, reliability }: OriginAverages): number {
  return (bandwidthMbps * reliability) / (1 + latencyMs * 0.1);
}

/**
 * 0–1: how healthy an origin is now, from its reliability, its round trip (at 100 ms this factor is a half) and its
 * load (with all connections in use this factor is a half).
 */
export function originHealth({ latencyMs, reliability }: OriginAverages, load: OriginLoad): number {
  const nearness = 1 / (1 + latencyMs / 100);
  return reliability * nearness * (1 - loadShare(load) / 2);
}

function loadShare({ activeTransfers, maxTransfers }: OriginLoad): number {
  return maxTransfers > 0 ? Math.min(1, activeTransfers / maxTransfers) : 1;
}

function average(values: readonly (number | null)[]): number | null {
  return values.reduce((mean, value) => {
    if (value === null) return mean;
    return mean === null ? value : alpha * value + (1 - alpha) * mean;
  }, null);
}
