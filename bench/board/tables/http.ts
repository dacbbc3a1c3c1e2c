import * as v from 'valibot';
import { defineBench, groupBy } from '../bench.ts';

export const http = defineBench({
  name: 'http',
  shows: 'the rules of HTTP caching, kept without a worker and with it',
  script: ['bench:http'],
  maxMinutes: 6,
  usesBrowser: true,
  schema: v.array(
    v.object({
      chapter: v.string(),
      level: v.string(),
      /** How the rule was broken; null if it was kept. */
      without: v.nullable(v.string()),
      with: v.nullable(v.string()),
    }),
  ),
  tables: (rows) => [
    {
      title: 'Runs in which the rule was kept',
      columns: ['runs', 'kept without', 'kept with', 'better with', 'worse with'],
      rows: [...groupBy(rows, ({ chapter, level }) => `${chapter}, ${level}`)].map(([name, own]) => {
        const kept = own.map((row) => ({ without: row.without === null, with: row.with === null }));
        const count = (isCounted: (run: { without: boolean; with: boolean }) => boolean) =>
          kept.filter(isCounted).length;
        return {
          name,
          cells: [
            own.length,
            count((run) => run.without),
            count((run) => run.with),
            count((run) => run.with && !run.without),
            count((run) => run.without && !run.with),
          ],
        };
      }),
    },
  ],
});
