import * as v from 'valibot';
import { defineBench, groupBy } from '../bench.ts';
import { percentiles } from '../table.ts';

export const firstReel = defineBench({
  name: 'first-reel',
  shows: 'the first reel of a first visit, on the links of recorded networks',
  script: ['bench:first-reel', '--rounds', '7'],
  maxMinutes: 5,
  usesBrowser: true,
  schema: v.array(
    v.object({
      networkClass: v.string(),
      contender: v.string(),
      firstFramesMs: v.array(v.nullable(v.number())),
      lines: v.number(),
    }),
  ),
  tables: (rows) =>
    [...groupBy(rows, ({ networkClass }) => networkClass)].map(([networkClass, own]) => ({
      title: `On a ${networkClass} link`,
      columns: ['first frame, ms', 'its lines', 'visits'],
      rows: own.map(({ contender, firstFramesMs, lines }) => ({
        name: contender,
        cells: [percentiles(firstFramesMs), lines, firstFramesMs.length],
      })),
    })),
});
