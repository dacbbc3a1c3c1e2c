import * as v from 'valibot';
import { defineBench } from '../bench.ts';

export const longTasks = defineBench({
  name: 'long-tasks',
  shows: 'tasks of the page’s main thread over 50 ms, through twenty swipes',
  script: ['bench:long-tasks', '--visits', '2'],
  maxMinutes: 2,
  usesBrowser: true,
  schema: v.array(
    v.object({
      tasks: v.array(v.object({ durationMs: v.number() })),
      byProcessor: v.array(v.object({ processorMs: v.number() })),
    }),
  ),
  tables: (visits) => [
    {
      title: 'From the first byte on',
      columns: ['long tasks', 'longest, ms', 'over 100 ms', 'longest on a processor, ms'],
      rows: visits.map(({ tasks, byProcessor }, index) => ({
        name: index === 0 ? 'first visit' : `visit ${index + 1}, with the worker`,
        cells: [
          tasks.length,
          Math.max(0, ...tasks.map(({ durationMs }) => durationMs)),
          tasks.filter(({ durationMs }) => durationMs > 100).length,
          Math.max(0, ...byProcessor.map(({ processorMs }) => processorMs)),
        ],
      })),
    },
  ],
});
