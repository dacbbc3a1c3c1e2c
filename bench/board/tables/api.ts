import * as v from 'valibot';
import { defineBench } from '../bench.ts';
import { percentiles } from '../table.ts';

export const api = defineBench({
  name: 'api',
  shows: 'answers of the local API while a reel plays',
  script: ['bench:api', '--rounds', '50'],
  maxMinutes: 2,
  usesBrowser: true,
  schema: v.object({
    answers: v.array(v.object({ call: v.string(), status: v.number(), timesMs: v.array(v.number()) })),
    coldMs: v.array(v.number()),
  }),
  tables: ({ answers, coldMs }) => [
    {
      title: 'From asking to the last byte',
      columns: ['ms', 'calls'],
      rows: [
        ...answers.map(({ call, status, timesMs }) => ({
          name: `${call} ${status}`,
          cells: [percentiles(timesMs), timesMs.length],
        })),
        { name: 'GET /health, worker stopped before', cells: [percentiles(coldMs), coldMs.length] },
      ],
    },
  ],
});
