import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { benches } from './benches.ts';
import { type Entry, readBoard, withEntry } from './board.ts';
import { pageOf } from './page.ts';
import { percentiles, range } from './table.ts';

const names = benches.map(({ name }) => name);

function entryOf(bench: string, facts: Partial<Entry> = {}): Entry {
  return {
    bench,
    shows: 'what it shows',
    command: `npm run bench:${bench}`,
    date: '2026-01-31',
    commit: 'abc1234',
    machine: { processor: 'A processor', cores: 2, memoryGiB: 8, system: 'Linux 6', node: 'v20.19.0' },
    load: 0.3,
    browser: 'Chromium 150',
    minutes: 1.5,
    fault: null,
    tables: [],
    ...facts,
  };
}

test('every bench of the board is a script in package.json', async () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(benches.map(({ script: [name] }) => name).filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('a newly measured bench replaces its older entry, and the other benches keep their date and commit', () => {
  const older = { entries: [entryOf('swipe'), entryOf('api', { date: '2026-01-01' }), entryOf('removed')] };
  const board = withEntry(older, entryOf('swipe', { commit: 'fff0000' }), names);
  expect(board.entries.map(({ bench, commit, date }) => [bench, commit, date])).toEqual([
    ['swipe', 'fff0000', '2026-01-31'],
    ['api', 'abc1234', '2026-01-01'],
  ]);
  expect(withEntry(board, entryOf('store'), names).entries.map(({ bench }) => bench)).toEqual([
    'swipe',
    'store',
    'api',
  ]);
});

test('a board is read back from its file unchanged, and one of another shape is rejected', () => {
  const cells = [percentiles([1, null]), range([1, 2]), 3, 'read'];
  const tables = [{ title: 'A table', columns: ['a', 'b', 'c', 'd'], rows: [{ name: 'a row', cells }] }];
  const board = { entries: [entryOf('api', { tables })] };
  expect(readBoard(JSON.stringify(board))).toEqual(board);
  expect(() => readBoard('{"entries":[{"bench":"api"}]}')).toThrow(/shows/);
});

test('the page shows the purpose, command, commit and machine of each bench', () => {
  const rows = [{ name: 'Nextreel', cells: [percentiles([6, 7, 15]), range([146.4, 147, 160]), 0.123, 'read'] }];
  const tables = [{ title: '4 Mbps', columns: ['first frame, ms', 'requests', 'share', 'outcome'], rows }];
  const page = pageOf({ entries: [entryOf('api', { tables })] });
  expect(page).toContain('| [api](#api) | what it shows | `npm run bench:api` | 2026-01-31 | abc1234 | 1.5 | 0.3 |  |');
  expect(page).toContain('* A processor, 2 cores, 8 GiB, Linux 6, Node v20.19.0, Chromium 150');
  expect(page).toContain('| Nextreel | 7 / 15 | 147 (146–160) | 0.12 | read |');
});

test('an event that never happened counts as longer than every measured wait', () => {
  expect(percentiles([10, null, 30])).toEqual({ spread: 'p95', median: 30, p95: null });
  const rows = [{ name: 'slow', cells: [percentiles([10, null, null])] }];
  expect(pageOf({ entries: [entryOf('api', { tables: [{ title: 't', columns: ['ms'], rows }] })] })).toContain(
    '| slow | never / never |',
  );
});

test('the page says that a bench failed, and how', () => {
  const page = pageOf({ entries: [entryOf('api', { fault: 'did not end within 2 minutes' })] });
  expect(page).toContain('| **failed** |');
  expect(page).toContain('This run did not end within 2 minutes.');
});
