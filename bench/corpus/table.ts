import type { PlayedPresentation, Visit } from './stage.ts';
import { visits } from './stage.ts';
import { isLate, findRegressions } from './verdict.ts';

export type Row = {
  readonly name: string;
  readonly format: string;
  /** Whether it plays without a worker. */
  readonly plays: boolean;
  readonly worse: Readonly<Record<Visit, readonly string[]>>;
  readonly isLate: boolean;
  readonly onlineBecause: string | null;
};

export function rowOf({ presentation, plain, withWorker }: PlayedPresentation): Row {
  const of = (visit: Visit) => {
    const report = withWorker[visit];
    return report === undefined ? [] : findRegressions(plain, report, presentation.trueSeconds);
  };
  const { name, format, onlineBecause } = presentation;
  const second = withWorker['second visit'];
  return {
    name,
    format,
    plays: plain.error === null && plain.hasPlayed,
    worse: { 'first visit': of('first visit'), 'second visit': of('second visit'), offline: of('offline') },
    isLate: second !== undefined && isLate(plain, second),
    onlineBecause,
  };
}

export function isWorse(row: Row): boolean {
  const { 'first visit': first, 'second visit': second, offline } = row.worse;
  return first.length > 0 || second.length > 0 || (offline.length > 0 && row.onlineBecause === null);
}

export function tableOf(rows: readonly Row[]): string {
  const head = `| presentation | ${visits.join(' | ')} |\n|---|${visits.map(() => '---').join('|')}|`;
  const lines = rows.map((row) => `| ${row.name} | ${visits.map((visit) => cellOf(row, visit)).join(' | ')} |`);
  return [head, ...lines].join('\n');
}

function cellOf(row: Row, visit: Visit): string {
  if (!row.plays) return 'plays nowhere';
  const faults = row.worse[visit];
  if (faults.length === 0) return 'as without';
  return visit === 'offline' && row.onlineBecause !== null ? `not: ${row.onlineBecause}` : faults.join(', ');
}

export function summaryOf(rows: readonly Row[]): string {
  const playable = rows.filter(({ plays }) => plays);
  const counts = visits.map((visit) => {
    const asWithout = playable.filter((row) => row.worse[visit].length === 0).length;
    return `${visit}: ${asWithout} of ${playable.length} as without the worker`;
  });
  const offline = playable.filter((row) => row.worse.offline.length > 0 && row.onlineBecause !== null).length;
  const late = playable.filter((row) => row.isLate).length;
  return [
    `${rows.length} presentations, ${playable.length} of them play in this browser`,
    ...counts,
    `${offline} of those that are not played offline cannot be kept (keys, live)`,
    `${late} showed their first frame notably later on the second visit`,
  ].join('\n');
}
