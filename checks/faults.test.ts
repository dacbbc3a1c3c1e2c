import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Row = { readonly fault: string; readonly file: string; readonly test: string };

const rows: readonly Row[] = readFileSync('docs/faults.md', 'utf8')
  .split('\n')
  .map((line) => /^\| (?<fault>[^|]+) \|[^|]+\|[^|]+\| `(?<file>[^`]+)`: (?<test>.+) \|$/.exec(line)?.groups)
  .filter((groups) => groups !== undefined)
  .map(({ fault = '', file = '', test = '' }) => ({ fault, file, test }));

it.each(rows)('“$fault” is held by a test', ({ file, test }) => {
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '', file).toContain(test);
});

it('no fault is told of twice, and there are many', () => {
  expect(new Set(rows.map(({ fault }) => fault)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThanOrEqual(60);
});
