import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { errorOf, type Estimate } from './estimate.ts';
import type { Visit } from './visit.ts';

/** The same visit to the same page, with and without Nextreel. */
export type Visits = { readonly with: Visit; readonly without: Visit };

export type Result = Visits & {
  /** The table to which this row belongs. */
  readonly group: string;
  readonly host: string;
  /** How many lines a team adds to its page. */
  readonly lines: number;
};

/** Returns the results of this run and of earlier runs. */
export const readResults = () => read<Result>('hosts');
export const readEstimates = () => read<Estimate>('player-estimates');

/** Replaces the earlier result of this host. */
export function record(result: Result): void {
  const others = readResults().filter(({ group, host }) => group !== result.group || host !== result.host);
  write('hosts', [...others, result]);
  console.log(summaryOf(result));
}

export function recordEstimate(estimate: Estimate): void {
  write('player-estimates', [...readEstimates().filter(({ host }) => host !== estimate.host), estimate]);
  const { host, sessionsBps } = estimate;
  const list = (bps: readonly number[]) => bps.map((one) => (one / 1e6).toFixed(2)).join(' ');
  console.log(
    `${host}: ${list(sessionsBps.without)} Mbps without, ${list(sessionsBps.with)} with: ${errorOf(estimate)}`,
  );
}

const fileOf = (name: string) => new URL(`../../dist-bench/${name}.json`, import.meta.url);

function read<Row>(name: string): Row[] {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8'));
  } catch {
    return [];
  }
}

function write(name: string, rows: readonly unknown[]): void {
  mkdirSync(new URL('.', fileOf(name)), { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify(rows, null, 2)}\n`);
}

export function medianFirstFrameMs({ firstFramesMs }: Visit): number {
  const sorted = firstFramesMs.map((ms) => ms ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Returns the key figures for the test output. */
function summaryOf({ host, ...visits }: Result): string {
  const line = (variant: 'with' | 'without') => {
    const visit = visits[variant];
    const each = visit.firstFramesMs.map((ms) => (ms === null ? 'never' : Math.round(ms))).join(' ');
    const hits = visit.hits === null ? '' : `, hits ${Math.round(visit.hits * 100)} %`;
    const { requests, bytes } = visit.traffic;
    return `${host} ${variant}: ${Math.round(medianFirstFrameMs(visit))} ms (${each}), ${requests} requests, ${bytes} bytes${hits}`;
  };
  return `${line('without')}\n${line('with')}`;
}
