import type { ContenderName } from '../contenders/contenders.ts';
import { meanOf } from '../simulator/statistics.ts';
import type { Outcome } from './outcome.ts';

export type Row = Outcome & {
  readonly contender: ContenderName;
  readonly network: string;
  readonly networkClass: string;
  readonly viewer: string;
};

const heads = [
  'link',
  'contender',
  'start ms, median / p95',
  'never',
  'first reel ms',
  'stalls s',
  '% of watch time',
  'played s',
  'lines',
  'media MB',
  'other KB',
  'waste %',
  'requests',
  'score',
  'CPU s',
];

/**
 * Returns a table with one row per network class and contender: means over the sessions, and starts over all swipes.
 */
export function reportOf(rows: readonly Row[]): string {
  const lines = [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`];
  for (const networkClass of new Set(rows.map((row) => row.networkClass))) {
    for (const contender of new Set(rows.map((row) => row.contender))) {
      const own = rows.filter((row) => row.networkClass === networkClass && row.contender === contender);
      if (own.length > 0) lines.push(`| ${[networkClass, contender, ...cellsOf(own)].join(' | ')} |`);
    }
  }
  return lines.join('\n');
}

function cellsOf(rows: readonly Row[]): string[] {
  const mean = (read: (row: Row) => number) => meanOf(rows.map(read));
  const starts = rows.flatMap(({ startsMs }) => startsMs);
  const seconds = (read: (row: Row) => number) => mean(read).toFixed(1);
  return [
    `${ms(quantile(starts, 0.5))} / ${ms(quantile(starts, 0.95))}`,
    `${starts.filter((start) => start === null).length} of ${starts.length}`,
    ms(mean(({ firstReelMs }) => firstReelMs ?? Infinity)),
    seconds(({ stalledSeconds }) => stalledSeconds),
    seconds(({ stalledShare }) => 100 * stalledShare),
    seconds(({ playedSeconds }) => playedSeconds),
    mean(({ lines }) => lines).toFixed(0),
    (mean(({ mediaBytes }) => mediaBytes) / 1e6).toFixed(2),
    (mean(({ otherBytes }) => otherBytes) / 1e3).toFixed(0),
    seconds(({ wastedShare }) => 100 * wastedShare),
    mean(({ requests }) => requests).toFixed(0),
    seconds(({ score }) => score),
    seconds((row) => row.processorSeconds),
  ];
}

/** Counts a start that never happened as slower than all others. */
function quantile(values: readonly (number | null)[], share: number): number {
  const sorted = values.map((value) => value ?? Infinity).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function ms(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : 'never';
}

type Measure = {
  readonly name: string;
  readonly read: (row: Row) => number;
  /** Differences up to this are measurement noise. */
  readonly slack: number;
};

const lessIsBetter: readonly Measure[] = [
  { name: 'first reel ms', read: ({ firstReelMs }) => firstReelMs ?? Infinity, slack: 150 },
  { name: 'median start ms', read: ({ startsMs }) => quantile(startsMs, 0.5), slack: 17 },
  { name: 'stalls s', read: ({ stalledSeconds }) => stalledSeconds, slack: 0.5 },
  { name: 'seconds not played', read: ({ playedSeconds }) => -playedSeconds, slack: 1 },
];

/** Returns the cases in which Nextreel does worse than hls.js created at the swipe. */
export function worseThanHlsOnSwipe(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => {
    if (row.contender !== 'nextreel') return [];
    const plain = rows.find(
      ({ contender, network, viewer }) =>
        contender === 'hls-on-swipe' && network === row.network && viewer === row.viewer,
    );
    if (plain === undefined) return [];
    return lessIsBetter
      .filter(({ read, slack }) => read(row) > read(plain) + slack)
      .map(
        ({ name, read }) =>
          `${row.viewer} on ${row.network}: ${name} ${Math.abs(read(row)).toFixed(1)}, hls.js ${Math.abs(read(plain)).toFixed(1)}`,
      );
  });
}
