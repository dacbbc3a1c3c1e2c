import * as v from 'valibot';
import { defineBench } from '../bench.ts';

export const hostile = defineBench({
  name: 'hostile',
  shows: 'inputs that are made to hurt, each read in a process of its own',
  script: ['bench:hostile'],
  maxMinutes: 2,
  usesBrowser: false,
  schema: v.array(
    v.object({
      input: v.string(),
      processorMs: v.number(),
      keptBytes: v.number(),
      refusal: v.nullable(v.string()),
    }),
  ),
  tables: (rows) => [
    {
      title: 'Allowed are 200 ms and 64 MiB',
      columns: ['ms', 'MiB', 'outcome'],
      rows: rows.map(({ input, processorMs, keptBytes, refusal }) => ({
        name: input,
        cells: [processorMs, Math.max(0, keptBytes / 2 ** 20), refusal === null ? 'read' : 'refused'],
      })),
    },
  ],
});
