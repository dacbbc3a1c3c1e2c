import * as v from 'valibot';
import { machineSchema } from './machine.ts';
import { tableSchema } from './table.ts';

const entrySchema = v.strictObject({
  bench: v.string(),
  shows: v.string(),
  command: v.string(),
  date: v.pipe(v.string(), v.isoDate()),
  commit: v.string(),
  machine: machineSchema,
  /** Load average over the minute before the bench began, which may include the previous bench. */
  load: v.number(),
  browser: v.nullable(v.string()),
  minutes: v.number(),
  /** What went wrong, or null. Figures may exist all the same: some benches exit with 1 when a figure is too high. */
  fault: v.nullable(v.string()),
  tables: v.array(tableSchema),
});

const boardSchema = v.strictObject({ entries: v.array(entrySchema) });

export type Entry = v.InferOutput<typeof entrySchema>;
export type Board = v.InferOutput<typeof boardSchema>;

export function readBoard(text: string): Board {
  return v.parse(boardSchema, JSON.parse(text));
}

/** Replaces the entry of the same bench, and drops entries of benches that no longer exist. */
export function withEntry({ entries }: Board, fresh: Entry, order: readonly string[]): Board {
  const all = [...entries.filter(({ bench }) => bench !== fresh.bench), fresh];
  return {
    entries: order.flatMap((name) => all.find(({ bench }) => bench === name) ?? []),
  };
}
