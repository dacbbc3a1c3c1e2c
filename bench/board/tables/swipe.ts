import * as v from 'valibot';
import { type Bench, defineBench, groupBy } from '../bench.ts';
import type { Cell } from '../table.ts';

/** JSON has no Infinity: a time of null means never. */
const spread = v.object({ medianMs: v.nullable(v.number()), p95Ms: v.nullable(v.number()) });
const cellOf = ({ medianMs, p95Ms }: v.InferOutput<typeof spread>): Cell => {
  return { spread: 'p95', median: medianMs, p95: p95Ms };
};

/** Defines a bench of swipes by several contenders, with one table per scenario. */
function defineSwipes(
  facts: Pick<Bench, 'name' | 'shows' | 'script' | 'maxMinutes'>,
  titleOf: (scenario: string) => string,
): Bench {
  return defineBench({
    ...facts,
    usesBrowser: true,
    schema: v.array(
      v.object({
        scenario: v.string(),
        contender: v.string(),
        swipes: v.number(),
        unseen: v.number(),
        firstFrame: spread,
        moving: spread,
        bytes: v.number(),
      }),
    ),
    tables: (rows) =>
      [...groupBy(rows, ({ scenario }) => scenario)].map(([scenario, own]) => ({
        title: titleOf(scenario),
        columns: ['first frame, ms', 'moving, ms', 'not seen', 'swipes', 'MB'],
        rows: own.map(({ contender, firstFrame, moving, unseen, swipes, bytes }) => ({
          name: contender,
          cells: [cellOf(firstFrame), cellOf(moving), unseen, swipes, bytes / 1e6],
        })),
      })),
  });
}

export const swipe = defineSwipes(
  {
    name: 'swipe',
    shows: 'a swipe, beside four other ways to play the same feed',
    script: ['bench:swipe', '--swipes', '12'],
    maxMinutes: 8,
  },
  (scenario) => `${scenario}, 100 ms round trip`,
);

export const engines = defineSwipes(
  {
    name: 'engines',
    shows: 'a swipe in three engines, 2.5 s a reel at 4 Mbps',
    script: ['bench:engines', '--swipes', '12'],
    maxMinutes: 7,
  },
  (engine) => engine,
);
