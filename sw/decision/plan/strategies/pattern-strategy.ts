import * as v from 'valibot';
import { atLeastOne } from '../../../../src/shared/numbers.ts';
import { isLearnable, learnedId } from './learned-id.ts';
import { planByPrediction, type PredictionContext, type Predictor, type PrefetchRequest } from './prediction.ts';
import type { Access, Plan, ResourceId, Situation, Strategy } from './strategy.ts';

const maxSources = 500;
const maxTargets = 32;
const msPerPriority = 500;

const targets = v.pipe(v.array(v.tuple([learnedId, atLeastOne])), v.maxLength(maxTargets));
const stateSchema = v.object({
  last: v.nullable(learnedId),
  transitions: v.pipe(v.array(v.tuple([learnedId, targets])), v.maxLength(maxSources)),
});

/** Learns how often one resource follows another, and predicts every follower with a share above a tenth. */
export class PatternStrategy implements Strategy, Predictor {
  /** Counts of followers by source. Both maps are in order of last use: the first entry is evicted. */
  readonly #transitions = new Map<ResourceId, Map<ResourceId, number>>();
  #last: ResourceId | null = null;

  /** Restores a snapshot; starts empty if there is none or it is invalid. */
  constructor(snapshot?: unknown) {
    const parsed = v.safeParse(stateSchema, snapshot);
    if (!parsed.success) return;
    this.#last = parsed.output.last;
    for (const [from, followers] of parsed.output.transitions) this.#transitions.set(from, new Map(followers));
  }

  learn({ resourceId }: Access, from = this.#last): void {
    if (!isLearnable(resourceId)) return;
    this.#last = resourceId;
    if (from === null || from === resourceId || !isLearnable(from)) return;
    const followers = this.#transitions.get(from) ?? new Map<ResourceId, number>();
    moveToEnd(this.#transitions, from, followers, maxSources);
    moveToEnd(followers, resourceId, (followers.get(resourceId) ?? 0) + 1, maxTargets);
  }

  predict(
    current: ResourceId,
    _history: readonly Access[],
    { nowMs }: Pick<PredictionContext, 'nowMs'>,
  ): PrefetchRequest[] {
    const followers = [...(this.#transitions.get(current) ?? [])];
    const total = followers.reduce((sum, [, times]) => sum + times, 0);
    return followers
      .filter(([, times]) => times * 10 > total)
      .map(([resourceId, times]) => {
        // floor((1 - p) × 10) on whole numbers: in floating point p = 0.9 would give 0 instead of 1.
        const priority = Math.floor(((total - times) * 10) / total);
        return {
          resourceId,
          priority,
          createdAtMs: nowMs,
          predictedAccessMs: nowMs + priority * msPerPriority,
          strategy: 'pattern',
          metadata: { probability: times / total },
        };
      })
      .toSorted((a, b) => b.metadata.probability - a.metadata.probability);
  }

  plan(situation: Situation): Plan {
    return planByPrediction(this, situation);
  }

  snapshot(): v.InferOutput<typeof stateSchema> {
    const transitions = [...this.#transitions].map(([from, followers]): [ResourceId, [ResourceId, number][]] => [
      from,
      [...followers],
    ]);
    return { last: this.#last, transitions };
  }
}

function moveToEnd<K, V>(map: Map<K, V>, key: K, value: V, maxSize: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > maxSize && oldest !== undefined) map.delete(oldest);
}
