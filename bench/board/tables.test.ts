import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { benches } from './benches.ts';
import { markdownOf } from './table.ts';

const samples = new URL('samples/', import.meta.url);

/** A result as the bench writes it, with fewer rows. */
function readSample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8'));
}

test('every bench has one sample result, and there are no others', () => {
  const files = readdirSync(samples).filter((file) => file.endsWith('.json'));
  expect(files.toSorted()).toEqual(benches.map(({ name }) => `${name}.json`).toSorted());
});

test.each(benches)('the result of $name is rendered as the tables of its sample', async ({ name, tablesOf }) => {
  const tables = tablesOf(readSample(name)).map(markdownOf).join('\n\n');
  await expect(`${tables}\n`).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.md`, samples)));
});

test.each(benches)('every table of $name has rows, and every row has one cell per column', ({ name, tablesOf }) => {
  for (const { columns, rows } of tablesOf(readSample(name))) {
    expect(rows.length).toBeGreaterThan(0);
    for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
  }
});

test.each(benches)('a result of $name in another shape is rejected with the reason', ({ tablesOf }) => {
  expect(() => tablesOf({ nothing: 'of it' })).toThrow(/^The result has another shape: /);
});
