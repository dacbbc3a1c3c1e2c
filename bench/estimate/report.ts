export type SessionKind = 'direct' | 'worker' | 'misses';

/** One session: its estimates, taken every few seconds, in chronological order. */
export type Session = { readonly kind: SessionKind; readonly estimatesBps: readonly number[] };

export type Row = {
  readonly kind: SessionKind;
  readonly bps: number;
  readonly offShare: number;
  readonly allowed: number;
};

/** How far the estimate of a session may deviate from that of the same session without a worker. */
const allowedShare: Readonly<Record<SessionKind, number>> = { direct: 0, worker: 0.15, misses: 0.05 };

/**
 * Compares the kinds of sessions. The estimate of a session is the mean of its second half, when it has settled; that
 * of a kind is the median of its sessions.
 */
export function compare(sessions: readonly Session[]): Row[] {
  const truthBps = estimateOf(sessions, 'direct');
  const kinds = (['direct', 'worker', 'misses'] as const).filter((kind) => sessions.some((one) => one.kind === kind));
  return kinds.map((kind) => {
    const bps = estimateOf(sessions, kind);
    return { kind, bps, offShare: bps / truthBps - 1, allowed: allowedShare[kind] };
  });
}

function estimateOf(sessions: readonly Session[], kind: SessionKind): number {
  const settled = sessions.filter((one) => one.kind === kind).map(({ estimatesBps }) => settledMean(estimatesBps));
  return median(settled);
}

export function settledMean(values: readonly number[]): number {
  const half = values.slice(Math.floor(values.length / 2));
  if (half.length === 0) throw new RangeError('A session without any estimate says nothing');
  return half.reduce((sum, value) => sum + value, 0) / half.length;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

export function printReport(rows: readonly Row[]): void {
  const names = { direct: 'without a worker', worker: 'cached and uncached', misses: 'misses only' };
  console.log("hls.js's estimate of a link of 4 Mbps with 100 ms round trip\n");
  for (const { kind, bps, offShare, allowed } of rows) {
    const off = `${offShare >= 0 ? '+' : ''}${(offShare * 100).toFixed(1)} %`;
    const verdict = kind === 'direct' ? '' : `${off.padStart(8)}  (within ${allowed * 100} %)`;
    console.log(`${names[kind].padEnd(20)} ${(bps / 1e6).toFixed(2).padStart(6)} Mbps ${verdict}`);
  }
}
