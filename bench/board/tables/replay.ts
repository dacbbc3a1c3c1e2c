import * as v from 'valibot';
import { defineBench, groupBy } from '../bench.ts';
import { percentiles, range, type Table } from '../table.ts';

const rowSchema = v.object({
  contender: v.string(),
  networkClass: v.string(),
  firstReelMs: v.nullable(v.number()),
  startsMs: v.array(v.nullable(v.number())),
  playedSeconds: v.number(),
  stalledSeconds: v.number(),
  lines: v.number(),
  mediaBytes: v.number(),
  wastedShare: v.number(),
  requests: v.number(),
  score: v.number(),
});

export type ReplayRow = v.InferOutput<typeof rowSchema>;
export const replayRows = v.array(rowSchema);

/** Returns one table per network class, over the sessions on it. */
export function replayTables(rows: readonly ReplayRow[]): Table[] {
  return [...groupBy(rows, ({ networkClass }) => networkClass)].map(([networkClass, onIt]) => ({
    title: `On a ${networkClass} link`,
    columns: [
      'start, ms',
      'first reel, ms',
      'stalls, s',
      'played, s',
      'lines',
      'media, MB',
      'waste, %',
      'requests',
      'score',
      'sessions',
    ],
    rows: [...groupBy(onIt, ({ contender }) => contender)].map(([name, own]) => {
      const over = (read: (row: ReplayRow) => number) => range(own.map(read));
      return {
        name,
        cells: [
          percentiles(own.flatMap(({ startsMs }) => startsMs)),
          percentiles(own.map(({ firstReelMs }) => firstReelMs)),
          over(({ stalledSeconds }) => stalledSeconds),
          over(({ playedSeconds }) => playedSeconds),
          over(({ lines }) => lines),
          over(({ mediaBytes }) => mediaBytes / 1e6),
          over(({ wastedShare }) => 100 * wastedShare),
          over(({ requests }) => requests),
          over(({ score }) => score),
          own.length,
        ],
      };
    }),
  }));
}

export const replay = defineBench({
  name: 'replay',
  shows: 'recorded viewers on recorded networks, in real browsers',
  script: ['bench:replay', '--minutes', '8', '--viewers', '2', '--seconds', '50', '--only', 'nextreel,hls-on-swipe'],
  maxMinutes: 10,
  usesBrowser: true,
  schema: v.object({ title: v.string(), rows: replayRows }),
  tables: ({ rows }) => replayTables(rows),
});
