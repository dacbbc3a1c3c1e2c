import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readBoard } from '../bench/board/board.ts';
import type { Cell, Table } from '../bench/board/table.ts';
import { configTable } from './config-table.ts';
import { configTypes } from './config-types.ts';
import { engineTable } from './engine-table.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README documents every configuration key correctly', () => {
  expect(readme).toContain(configTable());
});

test("the package's types list every configuration key correctly", () => {
  const types = readFileSync(new URL('../src/package/config.ts', import.meta.url), 'utf8');
  // Ignores the layout, which the formatter decides.
  const words = (text: string) => text.replaceAll(/[\s|]+/g, '');
  expect(words(types)).toBe(words(configTypes()));
});

test('the README lists what is not tested on which engine', () => {
  expect(readme).toContain(engineTable());
});

test('every npm script that the README names exists', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(scripts, name).toHaveProperty([name]);
});

test('every file that the README links to exists', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = '']) => path);
  for (const path of links) expect(() => readFileSync(new URL(`../${path}`, import.meta.url)), path).not.toThrow();
});

const board = readBoard(readFileSync(new URL('../docs/benchmarks.json', import.meta.url), 'utf8'));
const tablesOf = (name: string) => board.entries.find(({ bench }) => bench === name)?.tables ?? [];

function cellIn({ columns, rows }: Table, row: string, column: string): Cell | undefined {
  return rows.find(({ name }) => name === row)?.cells[columns.indexOf(column)];
}

function medianIn(table: Table, row: string, column: string): number {
  const cell = cellIn(table, row, column);
  const median = typeof cell === 'object' ? cell.median : cell;
  if (typeof median !== 'number') throw new Error(`${table.title}: ${row} has no ${column}`);
  return median;
}

/** Formats a cell as median and 95th percentile, or "never". */
function waitIn(table: Table, row: string, column: string): string {
  const cell = cellIn(table, row, column);
  const waits = typeof cell === 'object' && cell.spread === 'p95' ? [cell.median, cell.p95] : [];
  if (waits.every((ms) => ms === null)) return 'never';
  return waits.map((ms) => (ms === null ? 'never' : Math.round(ms))).join(' / ');
}

const unseenIn = (table: Table, row: string) =>
  `${medianIn(table, row, 'not seen')} of ${medianIn(table, row, 'swipes')}`;

test('the README gives the benchmark results of swipes', () => {
  const tables = tablesOf('swipe');
  expect(tables).toHaveLength(2);
  for (const { name } of tables[0]?.rows ?? []) {
    const cells = tables.flatMap((table) => [
      waitIn(table, name, 'first frame, ms').replace(/^never$/, `never (${unseenIn(table, name)})`),
      waitIn(table, name, 'moving, ms'),
      medianIn(table, name, 'MB').toFixed(1),
    ]);
    expect(readme).toContain(`| ${cells.join(' | ')} |`);
  }
  for (const table of tablesOf('engines')) {
    const [ours, theirs] = ['nextreel', 'hls-on-swipe'].map((name) =>
      medianIn(table, name, 'first frame, ms').toFixed(),
    );
    expect(readme).toContain(`in ${table.title} | ${ours} ms | ${theirs} ms`);
  }
});

test('the README gives the benchmark results of first reels', () => {
  const secondsOf = (name: string) =>
    tablesOf('first-reel').map((table) => (medianIn(table, name, 'first frame, ms') / 1000).toFixed(2));
  expect(secondsOf('nextreel')).toHaveLength(4);
  expect(readme).toContain(
    `| ${secondsOf('nextreel').join(', ')} s | ${secondsOf('hls-on-swipe').join(', ')} s, hls.js`,
  );
});

test('the README gives the benchmark results of a session', () => {
  const [table] = tablesOf('session');
  if (table === undefined) throw new Error('The board has no session');
  const kinds = ['Nextreel', 'without a worker', 'without a worker, nor the browser’s cache'];
  const cells = (column: string, digits: number) => kinds.map((kind) => medianIn(table, kind, column).toFixed(digits));
  for (const [ours, without, uncached] of [cells('requests', 0), cells('MB', 1)])
    expect(readme).toContain(`| ${ours} | ${without}; ${uncached} `);
  const [ours, without] = kinds.map((kind) => (medianIn(table, kind, 'moving after, ms') / 1000).toFixed(2));
  expect(readme).toContain(`| ${ours} s | ${without} s |`);
});

test('the README gives the benchmark results of the replay', () => {
  const tables = tablesOf('replay');
  expect(tables).toHaveLength(4);
  const digits: Record<string, number> = { 'stalls, s': 1, 'played, s': 0, 'waste, %': 0 };
  for (const [column, count] of Object.entries(digits)) {
    for (const contender of ['nextreel', 'hls-on-swipe']) {
      const figures = tables.map((table) => medianIn(table, contender, column).toFixed(count));
      expect(readme).toContain(`| ${figures.join(', ')} `);
    }
  }
});
