import type { Swipe } from './meter.ts';

export type Spread = { readonly medianMs: number; readonly p95Ms: number };
export type Row = {
  readonly scenario: string;
  readonly contender: string;
  readonly swipes: number;
  /** Swipes without a first frame (`unseen`) or a second frame (`unmoved`) before the next swipe. */
  readonly unseen: number;
  readonly unmoved: number;
  readonly firstFrame: Spread;
  readonly moving: Spread;
  readonly bytes: number;
};

/** Summarises swipes. A frame that did not come in time counts as slower than all others. */
export function summarise(scenario: string, contender: string, swipes: readonly Swipe[], bytes: number): Row {
  const missing = (values: readonly (number | null)[]) => values.filter((value) => value === null).length;
  const firstFrames = swipes.map(({ firstFrameMs }) => firstFrameMs);
  const movings = swipes.map(({ movingMs }) => movingMs);
  return {
    scenario,
    contender,
    swipes: swipes.length,
    unseen: missing(firstFrames),
    unmoved: missing(movings),
    firstFrame: spreadOf(firstFrames),
    moving: spreadOf(movings),
    bytes,
  };
}

function spreadOf(values: readonly (number | null)[]): Spread {
  const sorted = values.map((value) => value ?? Infinity).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}

export function printReport(rows: readonly Row[]): void {
  const ms = (value: number) => (Number.isFinite(value) ? value.toFixed(0) : 'never');
  for (const scenario of new Set(rows.map((row) => row.scenario))) {
    console.log(`\n${scenario} (100 ms round trip; median / 95th percentile in ms)\n`);
    console.log('| | first frame | moving | not seen | MB over the wire |');
    console.log('|---|---|---|---|---|');
    for (const row of rows.filter((candidate) => candidate.scenario === scenario)) {
      const { firstFrame, moving } = row;
      const cells = [
        row.contender,
        `${ms(firstFrame.medianMs)} / ${ms(firstFrame.p95Ms)}`,
        `${ms(moving.medianMs)} / ${ms(moving.p95Ms)}`,
        `${row.unseen} of ${row.swipes}`,
        (row.bytes / 1e6).toFixed(1),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
