import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Row = { readonly fault: string; readonly file: string; readonly test: string };

const head = '| what breaks | what the viewer sees | what is lost | test |\n|---|---|---|---|\n';
const [, ...tables] = readFileSync('docs/faults.md', 'utf8').split(head);
const rows = tables.flatMap((table) => /^(?:\|.*\n)*/.exec(table)?.[0].trim().split('\n') ?? []).map(rowOf);

function rowOf(line: string): Row {
  const groups = /^\| (?<fault>[^|]+) \|[^|]+\|[^|]+\| `(?<file>[^`]+)`: (?<test>.+) \|$/.exec(line)?.groups;
  const { fault = line, file = '', test = 'no file and test' } = groups ?? {};
  return { fault, file, test };
}

it.each(rows)('“$fault” is covered by a test', ({ file, test }) => {
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '', file).toContain(test);
});

it('lists at least 60 faults, and none twice', () => {
  expect(new Set(rows.map(({ fault }) => fault)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThanOrEqual(60);
});
