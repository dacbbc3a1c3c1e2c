import * as v from 'valibot';
import { defineBench } from '../bench.ts';
import { percentiles } from '../table.ts';

const visit = v.object({ requests: v.number(), bytes: v.number(), movingMs: v.array(v.nullable(v.number())) });

export const packageBench = defineBench({
  name: 'package',
  shows: 'the package in pages of others, by a viewer who only goes forward',
  script: ['bench:package', '--reels', '10'],
  maxMinutes: 6,
  usesBrowser: true,
  schema: v.array(v.object({ page: v.string(), without: visit, with: visit })),
  tables: (rows) => [
    {
      title: '4 Mbps, 100 ms round trip, 2.5 s a reel',
      columns: ['moving without, ms', 'with', 'MB without', 'with', 'requests without', 'with'],
      rows: rows.map(({ page, without, with: withIt }) => ({
        name: page,
        cells: [
          percentiles(without.movingMs),
          percentiles(withIt.movingMs),
          without.bytes / 1e6,
          withIt.bytes / 1e6,
          without.requests,
          withIt.requests,
        ],
      })),
    },
  ],
});
