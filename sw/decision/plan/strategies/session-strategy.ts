import * as v from 'valibot';
import { finite } from '../../../../src/shared/numbers.ts';
import { isLearnable, learnedId } from './learned-id.ts';
import { planByPrediction, type PredictionContext, type Predictor, type PrefetchRequest } from './prediction.ts';
import type { Access, Plan, ResourceId, Situation, Strategy } from './strategy.ts';

const maxSessions = 20;
const maxSessionLength = 200;
const maxPredictions = 3;
const msPerRank = 1000;
const defaultSessionGapMs = 30 * 60_000;

const stateSchema = v.object({
  lastAccessMs: v.nullable(finite),
  sessions: v.pipe(v.array(v.pipe(v.array(learnedId), v.maxLength(maxSessionLength))), v.maxLength(maxSessions)),
});

/** Remembers whole sessions, and predicts what most often followed the current resource in them. */
export class SessionStrategy implements Strategy, Predictor {
  /** Oldest first. The last one is in progress; others may be too if several viewers watch at the same time. */
  #sessions: ResourceId[][] = [];
  #lastAccessMs: number | null = null;
  readonly #sessionGapMs: number;

  /** Restores a snapshot; starts empty if there is none or it is invalid. */
  constructor(snapshot?: unknown, sessionGapMs = defaultSessionGapMs) {
    this.#sessionGapMs = sessionGapMs;
    const parsed = v.safeParse(stateSchema, snapshot);
    if (!parsed.success) return;
    this.#sessions = parsed.output.sessions;
    this.#lastAccessMs = parsed.output.lastAccessMs;
  }

  /** Continues the session that ends at `from`, or begins a new one there if there is none. */
  learn({ resourceId, atMs }: Access, from?: ResourceId): void {
    if (!isLearnable(resourceId)) return;
    const before = from ?? this.#sessions.at(-1)?.at(-1);
    const current = this.#sessions.findLast((session) => session.at(-1) === before);
    const isOver = this.#lastAccessMs !== null && atMs - this.#lastAccessMs > this.#sessionGapMs;
    this.#lastAccessMs = atMs;
    if (current === undefined || isOver) {
      const start = [...new Set([from ?? resourceId, resourceId])].filter(isLearnable);
      this.#sessions = [...this.#sessions, start].slice(-maxSessions);
    } else if (current.at(-1) !== resourceId) {
      current.push(resourceId);
      if (current.length > maxSessionLength) current.shift();
    }
  }

  /** Predicts the three most common followers, in the order in which they were first seen. */
  predict(current: ResourceId, _history: readonly Access[], { nowMs }: PredictionContext): PrefetchRequest[] {
    const followers = [...this.#countFollowers(current)].map(([resourceId, times], firstSight) => ({
      resourceId,
      times,
      firstSight,
    }));
    return followers
      .toSorted((a, b) => b.times - a.times || a.firstSight - b.firstSight)
      .slice(0, maxPredictions)
      .toSorted((a, b) => a.firstSight - b.firstSight)
      .map(({ resourceId, times }, index) => {
        const rank = index + 1;
        return {
          resourceId,
          priority: rank,
          createdAtMs: nowMs,
          predictedAccessMs: nowMs + rank * msPerRank,
          strategy: 'user_behaviour',
          metadata: { rank, times },
        };
      });
  }

  /** Counts how often each resource followed the current one within a session, in order of first occurrence. */
  #countFollowers(current: ResourceId): Map<ResourceId, number> {
    const followers = new Map<ResourceId, number>();
    for (const session of this.#sessions) {
      for (const [index, resourceId] of session.entries()) {
        const next = session[index + 1];
        if (resourceId === current && next !== undefined) followers.set(next, (followers.get(next) ?? 0) + 1);
      }
    }
    return followers;
  }

  plan(situation: Situation): Plan {
    return planByPrediction(this, situation);
  }

  snapshot(): v.InferOutput<typeof stateSchema> {
    return { lastAccessMs: this.#lastAccessMs, sessions: this.#sessions.map((session) => [...session]) };
  }
}
