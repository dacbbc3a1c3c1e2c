import * as v from 'valibot';
import type { Table } from './table.ts';

/** One bench as the board runs it: the command that anybody can repeat, and what its result says. */
export type Bench = {
  /** Of its result in dist-bench, too. */
  readonly name: string;
  readonly shows: string;
  /** After `npm run`. */
  readonly script: readonly [script: string, ...args: string[]];
  /** After so long it is stopped. It is not begun when the board has less time left. */
  readonly maxMinutes: number;
  readonly usesBrowser: boolean;
  /** Of its result as parsed JSON. A result of another shape is refused with what was wrong. */
  readonly tablesOf: (result: unknown) => Table[];
};

type Definition<Result> = Omit<Bench, 'tablesOf'> & {
  readonly schema: v.GenericSchema<unknown, Result>;
  readonly tables: (result: Result) => Table[];
};

export function defineBench<Result>({ schema, tables, ...facts }: Definition<Result>): Bench {
  return { ...facts, tablesOf: (result) => tables(parse(schema, result)) };
}

function parse<Result>(schema: v.GenericSchema<unknown, Result>, result: unknown): Result {
  const parsed = v.safeParse(schema, result);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new TypeError(`The result has another shape: ${v.getDotPath(issue) ?? 'all of it'}: ${issue.message}`);
}

/** In the order of their first row. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
