import * as v from 'valibot';
import { ratioOf } from '../../scale/report.ts';
import { defineBench } from '../bench.ts';

export const scale = defineBench({
  name: 'scale',
  shows: 'what a swipe costs when feed, playlists, store or the time watched are large',
  script: ['bench:scale', '--swipes', '40', '--hours', '2'],
  maxMinutes: 6,
  usesBrowser: false,
  schema: v.array(
    v.object({
      name: v.string(),
      rows: v.array(
        v.object({
          size: v.number(),
          swipes: v.number(),
          medianMs: v.number(),
          meanMs: v.number(),
          requests: v.number(),
          heapBytes: v.number(),
        }),
      ),
    }),
  ),
  tables: (groups) =>
    groups.map((group) => ({
      title: group.name,
      columns: ['a swipe, ms of a processor', 'ratio', 'mean, ms', 'requests', 'heap, MB', 'swipes'],
      rows: group.rows.map((row) => ({
        name: row.size.toLocaleString('en'),
        cells: [row.medianMs, ratioOf(group, row), row.meanMs, row.requests, row.heapBytes / 1e6, row.swipes],
      })),
    })),
});
