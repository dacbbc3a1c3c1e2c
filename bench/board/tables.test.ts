import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { benches } from './benches.ts';
import { markdownOf } from './table.ts';

const samples = new URL('samples/', import.meta.url);

/** As the bench writes it, with fewer rows. */
function readSample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8'));
}

test('there is a sample of the result of every bench, and no other', () => {
  const files = readdirSync(samples).filter((file) => file.endsWith('.json'));
  expect(files.toSorted()).toEqual(benches.map(({ name }) => `${name}.json`).toSorted());
});

test.each(benches)('a result of $name is read as the tables beside it', async ({ name, tablesOf }) => {
  const tables = tablesOf(readSample(name)).map(markdownOf).join('\n\n');
  await expect(`${tables}\n`).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.md`, samples)));
});

test.each(benches)('every cell of $name stands under a head, and there is one', ({ name, tablesOf }) => {
  for (const { columns, rows } of tablesOf(readSample(name))) {
    expect(rows.length).toBeGreaterThan(0);
    for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
  }
});

test.each(benches)('a result of $name in another shape is refused with what is wrong', ({ tablesOf }) => {
  expect(() => tablesOf({ nothing: 'of it' })).toThrow(/^The result has another shape: /);
});
