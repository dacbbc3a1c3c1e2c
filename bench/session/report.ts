import { meanOf } from '../simulator/statistics.ts';
import { spreadOf } from '../store/statistics.ts';
import type { SessionFigures } from './watch.ts';

export type Row = SessionFigures & { readonly name: string };

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

export function printReport(rows: readonly Row[]): void {
  console.log('\nOne session at 4 Mbps and 100 ms round trip (medians of the rounds)\n');
  console.log('| | moving after | stalls | buffer | origin requests | MB | memory | idle processor |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const name of new Set(rows.map((row) => row.name))) {
    const own = rows.filter((row) => row.name === name);
    const of = (read: (row: Row) => number) => spreadOf(own.map(read)).median;
    const memory = of(({ memoryBytes }) => memoryBytes ?? Number.NaN);
    const cells = [
      name,
      `${of(({ startupMs }) => startupMs).toFixed(0)} ms`,
      of(({ stalls }) => stalls).toFixed(0),
      `${of(({ bufferSeconds }) => meanOf(bufferSeconds)).toFixed(1)} s`,
      of(({ traffic }) => traffic.requests).toFixed(0),
      megabytes(of(({ traffic }) => traffic.bytes)),
      Number.isNaN(memory) ? '–' : `${megabytes(memory)} MB`,
      `${(of(({ idleShare }) => idleShare) * 100).toFixed(1)} %`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
