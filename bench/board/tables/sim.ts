import * as v from 'valibot';
import { defineBench } from '../bench.ts';
import type { Cell } from '../table.ts';

const spread = v.object({ median: v.number(), p95: v.number() });
const cellOf = (figures: v.InferOutput<typeof spread>): Cell => ({ spread: 'p95', ...figures });

export const sim = defineBench({
  name: 'sim',
  shows: 'decisions alone, by the rules of the short video streaming challenge',
  script: ['sim'],
  maxMinutes: 3,
  usesBrowser: false,
  schema: v.object({
    experiments: v.array(
      v.object({
        title: v.string(),
        sessions: v.number(),
        policies: v.array(
          v.object({
            policy: v.string(),
            score: v.object({ mean: v.number(), half: v.number() }),
            stallSeconds: v.number(),
            swipeDelayMs: v.number(),
            wastedShare: v.number(),
          }),
        ),
      }),
    ),
    decisionUs: spread,
    queued: v.number(),
    rankingMs: spread,
  }),
  tables: ({ experiments, decisionUs, queued, rankingMs }) => [
    ...experiments.map(({ title, sessions, policies }) => ({
      title: `${title} (${sessions} sessions)`,
      columns: ['score (95 % of the mean)', 'stalls, s', 'swipe, ms', 'waste, %'],
      rows: policies.map(({ policy, score, stallSeconds, swipeDelayMs, wastedShare }) => ({
        name: policy,
        cells: [
          {
            spread: 'range' as const,
            median: score.mean,
            least: score.mean - score.half,
            most: score.mean + score.half,
          },
          stallSeconds,
          swipeDelayMs,
          100 * wastedShare,
        ],
      })),
    })),
    {
      title: 'What deciding costs',
      columns: ['time'],
      rows: [
        { name: 'one decision, µs', cells: [cellOf(decisionUs)] },
        { name: `ranking ${queued} queued entries again, ms`, cells: [cellOf(rankingMs)] },
      ],
    },
  ],
});
