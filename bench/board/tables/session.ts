import * as v from 'valibot';
import { meanOf } from '../../simulator/statistics.ts';
import { defineBench, groupBy } from '../bench.ts';
import { range } from '../table.ts';

const rowSchema = v.object({
  name: v.string(),
  /** Null if the first reel never moved. */
  startupMs: v.nullable(v.number()),
  stalls: v.number(),
  bufferSeconds: v.array(v.number()),
  traffic: v.object({ requests: v.number(), bytes: v.number() }),
  memoryBytes: v.nullable(v.number()),
  idleShare: v.number(),
});
type Row = v.InferOutput<typeof rowSchema>;

export const session = defineBench({
  name: 'session',
  shows: 'an evening: forward and back twice, a long reel, a pause',
  script: ['bench:session', '--rounds', '1'],
  maxMinutes: 8,
  usesBrowser: true,
  schema: v.array(rowSchema),
  tables: (rows) => [
    {
      title: '4 Mbps, 100 ms round trip',
      columns: [
        'moving after, ms',
        'stalls',
        'buffer, s',
        'requests',
        'MB',
        'memory, MB',
        'idle, % of a core',
        'rounds',
      ],
      rows: [...groupBy(rows, ({ name }) => name)].map(([name, own]) => {
        const over = (read: (row: Row) => number | null) => range(own.map(read).filter((value) => value !== null));
        return {
          name,
          cells: [
            over(({ startupMs }) => startupMs),
            over(({ stalls }) => stalls),
            over(({ bufferSeconds }) => meanOf(bufferSeconds)),
            over(({ traffic }) => traffic.requests),
            over(({ traffic }) => traffic.bytes / 1e6),
            over(({ memoryBytes }) => memoryBytes && memoryBytes / 1e6),
            over(({ idleShare }) => 100 * idleShare),
            own.length,
          ],
        };
      }),
    },
  ],
});
