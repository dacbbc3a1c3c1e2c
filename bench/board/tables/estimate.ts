import * as v from 'valibot';
import { settledMean } from '../../estimate/report.ts';
import { defineBench } from '../bench.ts';
import { range } from '../table.ts';

const kind = v.picklist(['direct', 'worker', 'misses']);
const names = { direct: 'without a worker', worker: 'cached and uncached', misses: 'misses only' } as const;

export const estimate = defineBench({
  name: 'estimate',
  shows: 'hls.js’s estimate of its link, against the same session without a worker',
  script: ['bench:estimate', '--rounds', '1'],
  maxMinutes: 4,
  usesBrowser: true,
  schema: v.object({
    rows: v.array(v.object({ kind, offShare: v.number(), allowed: v.number() })),
    sessions: v.array(v.object({ kind, estimatesBps: v.array(v.number()) })),
  }),
  tables: ({ rows, sessions }) => [
    {
      title: 'A link of 4 Mbps, 100 ms round trip',
      columns: ['estimate, Mbps', 'off by, %', 'allowed, %', 'sessions'],
      rows: rows.map((row) => {
        const own = sessions.filter((session) => session.kind === row.kind);
        return {
          name: names[row.kind],
          cells: [
            range(own.map(({ estimatesBps }) => settledMean(estimatesBps) / 1e6)),
            100 * row.offShare,
            100 * row.allowed,
            own.length,
          ],
        };
      }),
    },
  ],
});
