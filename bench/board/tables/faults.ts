import * as v from 'valibot';
import { defineBench } from '../bench.ts';
import { range } from '../table.ts';

const runSchema = v.object({
  firstByteMs: v.number(),
  wholeMs: v.number(),
  failovers: v.number(),
  hedges: v.number(),
  extraRequests: v.number(),
});
type Run = v.InferOutput<typeof runSchema>;

export const faults = defineBench({
  name: 'faults',
  shows: 'what each fault of one origin costs while the others are healthy',
  script: ['bench:faults', '--rounds', '3'],
  maxMinutes: 4,
  usesBrowser: false,
  schema: v.object({
    rttMs: v.number(),
    origins: v.number(),
    faulty: v.number(),
    rows: v.array(v.object({ fault: v.string(), at: v.string(), runs: v.array(runSchema) })),
  }),
  tables: ({ rttMs, origins, faulty, rows }) => [
    {
      title: `${faulty} of ${origins} origins faulty, ${rttMs} ms round trip`,
      columns: ['first byte, ms', 'whole, ms', 'failovers', 'hedges', 'more requests'],
      rows: rows.map(({ fault, at, runs }) => {
        const over = (read: (run: Run) => number) => range(runs.map(read));
        return {
          name: `${fault}, ${at}`,
          cells: [
            over(({ firstByteMs }) => firstByteMs),
            over(({ wholeMs }) => wholeMs),
            over(({ failovers }) => failovers),
            over(({ hedges }) => hedges),
            over(({ extraRequests }) => extraRequests),
          ],
        };
      }),
    },
  ],
});
