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
  /** In the minute before it began, the bench before it included. */
  load: v.number(),
  browser: v.nullable(v.string()),
  minutes: v.number(),
  /** What went wrong, or null. There may be figures all the same: some benches end with 1 when a figure is too high. */
  fault: v.nullable(v.string()),
  tables: v.array(tableSchema),
});

const boardSchema = v.strictObject({ entries: v.array(entrySchema) });

export type Entry = v.InferOutput<typeof entrySchema>;
export type Board = v.InferOutput<typeof boardSchema>;

export function readBoard(text: string): Board {
  return v.parse(boardSchema, JSON.parse(text));
}

/** A new entry takes the place of the one that its bench had; benches that there are no more go. */
export function withEntry({ entries }: Board, fresh: Entry, order: readonly string[]): Board {
  const all = [...entries.filter(({ bench }) => bench !== fresh.bench), fresh];
  return {
    entries: order.flatMap((name) => all.find(({ bench }) => bench === name) ?? []),
  };
}
