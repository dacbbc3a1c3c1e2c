import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configTable } from './config-table.ts';
import { configTypes } from './config-types.ts';
import { engineTable } from './engine-table.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README documents every configuration key as it is', () => {
  expect(readme).toContain(configTable());
});

test('the types of the package name every configuration key as it is', () => {
  const types = readFileSync(new URL('../src/package/config.ts', import.meta.url), 'utf8');
  // Their layout is the formatter's.
  const words = (text: string) => text.replaceAll(/[\s|]+/g, '');
  expect(words(types)).toBe(words(configTypes()));
});

test('the README says what is not tested on which engine', () => {
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

test('every file that the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = '']) => path);
  for (const path of links) expect(() => readFileSync(new URL(`../${path}`, import.meta.url)), path).not.toThrow();
});

test('the README tells of the replay what the board tells', () => {
  const board: {
    entries: {
      bench: string;
      tables: { columns: string[]; rows: { name: string; cells: { median: number }[] }[] }[];
    }[];
  } = JSON.parse(readFileSync(new URL('../docs/benchmarks.json', import.meta.url), 'utf8'));
  const tables = board.entries.find(({ bench }) => bench === 'replay')?.tables ?? [];
  expect(tables).toHaveLength(4);
  const digits: Record<string, number> = { 'stalls, s': 1, 'played, s': 0, 'waste, %': 0 };
  for (const [column, count] of Object.entries(digits)) {
    for (const contender of ['nextreel', 'hls-on-swipe']) {
      const figures = tables.map(({ columns, rows }) =>
        rows.find(({ name }) => name === contender)?.cells[columns.indexOf(column)]?.median.toFixed(count),
      );
      expect(readme).toContain(`| ${figures.join(', ')} `);
    }
  }
});
