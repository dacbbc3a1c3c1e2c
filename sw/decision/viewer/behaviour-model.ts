import * as v from 'valibot';
import { atLeastOne, notNegative } from '../../../src/shared/numbers.ts';
import { interactionActions, reelId } from '../../../src/shared/signals.ts';

/** The number of samples of each kind that a model keeps; bounds its size however active the viewer is. */
export const maxSamples = 200;

const watchSchema = v.object({
  atMs: notNegative,
  reelId,
  watchedSeconds: notNegative,
  durationSeconds: notNegative,
  direction: v.picklist([1, -1]),
});

const scrollSchema = v.object({ atMs: notNegative, reelsPerSecond: notNegative });

const interactionSchema = v.object({ atMs: notNegative, reelId, action: v.picklist(interactionActions) });

const modelSchema = v.object({
  viewerId: reelId,
  lastSignalAtMs: notNegative,
  session: v.object({ number: atLeastOne, startedAtMs: notNegative }),
  currentReelId: v.nullable(reelId),
  watches: v.pipe(v.array(watchSchema), v.maxLength(maxSamples)),
  scrolls: v.pipe(v.array(scrollSchema), v.maxLength(maxSamples)),
  interactions: v.pipe(v.array(interactionSchema), v.maxLength(maxSamples)),
});

export type WatchSample = Readonly<v.InferOutput<typeof watchSchema>>;
export type ScrollSample = Readonly<v.InferOutput<typeof scrollSchema>>;
export type InteractionSample = Readonly<v.InferOutput<typeof interactionSchema>>;

/** What is known about one viewer. Plain JSON; samples are in chronological order. */
export type BehaviourModel = {
  readonly viewerId: string;
  readonly lastSignalAtMs: number;
  readonly session: { readonly number: number; readonly startedAtMs: number };
  readonly currentReelId: string | null;
  readonly watches: readonly WatchSample[];
  readonly scrolls: readonly ScrollSample[];
  readonly interactions: readonly InteractionSample[];
};

export function createBehaviour(viewerId: string, nowMs: number): BehaviourModel {
  return {
    viewerId,
    lastSignalAtMs: nowMs,
    session: { number: 1, startedAtMs: nowMs },
    currentReelId: null,
    watches: [],
    scrolls: [],
    interactions: [],
  };
}

/** Reads a persisted model; returns undefined if it is invalid. */
export function readBehaviour(json: unknown, nowMs: number): BehaviourModel | undefined {
  const parsed = v.safeParse(modelSchema, json);
  return parsed.success ? withoutFuture(parsed.output, nowMs) : undefined;
}

/**
 * Drops samples from the future, which remain after the clock has been set back: with them the model would refuse every
 * new signal until the clock catches up.
 */
export function withoutFuture(model: BehaviourModel, nowMs: number): BehaviourModel {
  const isPast = (sample: { readonly atMs: number }) => sample.atMs <= nowMs;
  return {
    ...model,
    lastSignalAtMs: Math.min(model.lastSignalAtMs, nowMs),
    session: { ...model.session, startedAtMs: Math.min(model.session.startedAtMs, nowMs) },
    watches: model.watches.filter(isPast).toSorted(byTime),
    scrolls: model.scrolls.filter(isPast).toSorted(byTime),
    interactions: model.interactions.filter(isPast).toSorted(byTime),
  };
}

function byTime(a: { readonly atMs: number }, b: { readonly atMs: number }): number {
  return a.atMs - b.atMs;
}
