/** Writes the results of all hosts into docs/hosts.md, between its markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { median } from '../../bench/estimate/report.ts';
import { mergeTable } from './doc-table.ts';
import { errorOf, type Estimate } from './estimate.ts';
import { medianFirstFrameMs, readEstimates, readResults, type Result } from './results.ts';
import type { Visit } from './visit.ts';

const page = new URL('../../docs/hosts.md', import.meta.url);
const unknown = '–';

type Column<Row> = readonly [title: string, cell: (row: Row) => string | number];

const columns: readonly Column<Result>[] = [
  ['host', ({ host }) => host],
  ['lines', ({ lines }) => lines],
  ['first frame without', ({ without }) => firstFrameOf(without)],
  ['with', (result) => firstFrameOf(result.with)],
  ['hits', (result) => hitsOf(result.with)],
  ['MB without', ({ without }) => megabytesOf(without)],
  ['with', (result) => megabytesOf(result.with)],
  ['requests without', ({ without }) => without.traffic.requests],
  ['with', (result) => result.with.traffic.requests],
  ['plays offline', (result) => (result.with.playsOffline ? 'yes' : 'no')],
  ['its own work', (result) => ({ true: 'yes', false: 'no', null: unknown })[`${result.with.ownAnswers}`]],
  [
    'left behind',
    ({ with: { left }, without }) => left.filter((one) => !without.left.includes(one)).join(', ') || 'nothing',
  ],
];

const estimateColumns: readonly Column<Estimate>[] = [
  ['player', ({ host }) => host],
  ['without', ({ sessionsBps }) => megabitsOf(sessionsBps.without)],
  ['with', ({ sessionsBps }) => megabitsOf(sessionsBps.with)],
  ['off by', (estimate) => percentOf(errorOf(estimate), true)],
];

function megabitsOf(sessionsBps: readonly number[]): string {
  const [least, middle, most] = [Math.min(...sessionsBps), median(sessionsBps), Math.max(...sessionsBps)].map((bps) =>
    (bps / 1e6).toFixed(2),
  );
  return `${middle} Mbps (${least}–${most})`;
}

export default function writeTables(): void {
  const results = readResults();
  let text = readFileSync(page, 'utf8');
  for (const group of new Set(results.map((result) => result.group))) {
    const ofGroup = results.filter((result) => result.group === group);
    text = withTable(text, group, tableOf(columns, ofGroup));
  }
  const estimates = readEstimates();
  if (estimates.length > 0) text = withTable(text, 'estimates', tableOf(estimateColumns, estimates));
  writeFileSync(page, text);
}

function withTable(text: string, name: string, table: string): string {
  return text.replace(
    new RegExp(`(<!-- ${name}: .*? -->\n)([^]*?)(<!-- end -->)`),
    (_all, start: string, oldTable: string, end: string) => `${start}${mergeTable(oldTable, table)}\n${end}`,
  );
}

/** Leaves out a column that has no value in any row. */
function tableOf<Row>(all: readonly Column<Row>[], rows: readonly Row[]): string {
  const columnsWithValues = all.filter(([, cell]) => rows.some((row) => cell(row) !== unknown));
  const lines = [
    columnsWithValues.map(([title]) => title),
    columnsWithValues.map(() => '---'),
    ...rows.map((row) => columnsWithValues.map(([, cell]) => cell(row))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function firstFrameOf(visit: Visit): string {
  const ms = medianFirstFrameMs(visit);
  return Number.isFinite(ms) ? `${Math.round(ms)} ms` : 'never';
}

function hitsOf({ hits, standing }: Visit): string {
  if (standing?.state === 'off') return `off: ${standing.reason}`;
  return hits === null ? unknown : percentOf(hits);
}

function percentOf(share: number, isSigned = false): string {
  const percent = (share * 100).toFixed(isSigned ? 1 : 0);
  return `${isSigned && share >= 0 ? '+' : ''}${percent} %`;
}

function megabytesOf({ traffic }: Visit): string {
  return (traffic.bytes / 1e6).toFixed(1);
}
