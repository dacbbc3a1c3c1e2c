import * as v from 'valibot';
import type { Table } from './table.ts';

/** One bench as the board runs it: a command that anyone can repeat, and how to read its result. */
export type Bench = {
  /** Also the name of its result file in dist-bench. */
  readonly name: string;
  readonly shows: string;
  /** The arguments after `npm run`. */
  readonly script: readonly [script: string, ...args: string[]];
  /** The bench is stopped after this time, and not started when the board has less time left. */
  readonly maxMinutes: number;
  readonly usesBrowser: boolean;
  /**
   * Turns the parsed JSON of the result into tables. Throws a TypeError that names the mismatch if its shape differs.
   */
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

/** Groups rows by key, in the order in which each key first appears. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
