import * as v from 'valibot';
import { defineBench, groupBy } from '../bench.ts';
import type { Cell } from '../table.ts';

const spread = v.object({ median: v.number(), p95: v.number() });
const cellOf = (figures: v.InferOutput<typeof spread>): Cell => ({ spread: 'p95', ...figures });

export const store = defineBench({
  name: 'store',
  shows: 'bytes from each tier of the cache, and the first answer of a worker that was stopped',
  script: ['bench:store'],
  maxMinutes: 5,
  usesBrowser: true,
  schema: v.object({
    hits: v.array(v.object({ bytes: v.number(), way: v.string(), ms: spread })),
    evictions: v.array(v.object({ entries: v.number(), touchUs: spread, evictUs: spread })),
    firstAnswers: v.array(v.object({ entries: v.number(), housekeeping: v.boolean(), ms: spread })),
  }),
  tables: ({ hits, evictions, firstAnswers }) => [
    {
      title: 'An answer of the worker by its size, ms',
      columns: [...groupBy(hits, ({ bytes }) => String(bytes)).keys()].map((bytes) => `${Number(bytes) / 1000} kB`),
      rows: [...groupBy(hits, ({ way }) => way)].map(([name, own]) => ({
        name,
        cells: own.map(({ ms }) => cellOf(ms)),
      })),
    },
    {
      title: 'The index in memory, µs',
      columns: ['use', 'evict and put'],
      rows: evictions.map(({ entries, touchUs, evictUs }) => ({
        name: `${entries} entries`,
        cells: [cellOf(touchUs), cellOf(evictUs)],
      })),
    },
    {
      title: 'The first answer of a worker that was stopped, ms',
      columns: ['from the store'],
      rows: firstAnswers.map(({ entries, housekeeping, ms }) => ({
        name: `${entries} entries${housekeeping ? ', while the index is read' : ''}`,
        cells: [cellOf(ms)],
      })),
    },
  ],
});
