import * as v from 'valibot';
import { finite, notNegative } from '../../../../src/shared/numbers.ts';
import { logSurvival, type ReelFacts } from './watch-prior.ts';

/**
 * How long this viewer watches, learned online. Each reel has a prior hazard of being left per second (see
 * `watch-prior.ts`), which is multiplied by the viewer's pace: above 1 for someone who leaves early. The pace is a
 * product of factors: the viewer's own, the last half minute's, the tags', the reel length's, the part of day's and the
 * region's. Each factor is the ratio of observed to expected swipes, shrunk towards 1 by the number of swipes that the
 * prior counts for, so a factor with little data has little effect.
 */

const count = v.pipe(notNegative, v.maxValue(1e9));
/** Observed and expected swipes, both decaying over time. */
const tallySchema = v.object({ seen: count, expected: count, atMs: notNegative });
const label = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));
const maxLabels = 100;
const talliesSchema = v.pipe(
  v.record(label, tallySchema),
  v.check((tallies) => Object.keys(tallies).length <= maxLabels, `has more than ${maxLabels} entries`),
);

const modelSchema = v.object({
  version: v.literal(2),
  lastAtMs: notNegative,
  viewer: tallySchema,
  recent: tallySchema,
  tags: talliesSchema,
  lengths: talliesSchema,
  dayParts: talliesSchema,
  regions: talliesSchema,
  /** Log odds that retention curves predict this viewer better than the reel's length does. */
  curveLogOdds: v.pipe(finite, v.minValue(-20), v.maxValue(20)),
});

type Tally = Readonly<v.InferOutput<typeof tallySchema>>;
type Tallies = Readonly<Record<string, Tally>>;
/** Plain JSON, so that it can be stored. */
export type WatchTimeModel = Readonly<v.InferOutput<typeof modelSchema>>;

/** When and where the viewer watches. */
export type Setting = {
  /** Hour of the day on the viewer's clock, 0 to 23. */
  readonly hour: number;
  /** Time zone or language, for example `Europe/Vienna`; empty when unknown. */
  readonly region: string;
};

export type WatchObservation = Setting & {
  readonly watchedSeconds: number;
};

type Shrinkage = { readonly priorSwipes: number; readonly halfLifeMs: number };
/** The last half minute fades fast and needs few swipes to count; factors that span many sessions need more. */
const shrinkage = {
  viewer: { priorSwipes: 10, halfLifeMs: 30 * 60_000 },
  recent: { priorSwipes: 6, halfLifeMs: 30_000 },
  tags: { priorSwipes: 12, halfLifeMs: 7 * 86_400_000 },
  lengths: { priorSwipes: 12, halfLifeMs: 7 * 86_400_000 },
  dayParts: { priorSwipes: 20, halfLifeMs: 14 * 86_400_000 },
  regions: { priorSwipes: 20, halfLifeMs: 30 * 86_400_000 },
} as const satisfies Record<string, Shrinkage>;

/** A measured curve is trusted more than a guess from the length, until the viewer shows otherwise. */
const curveLogOddsAtFirst = 3;
const longestWatchSeconds = 86_400;
const averagedMoments = 50;

export function createWatchTime(nowMs: number): WatchTimeModel {
  const none: Tally = { seen: 0, expected: 0, atMs: nowMs };
  return {
    version: 2,
    lastAtMs: nowMs,
    viewer: none,
    recent: none,
    tags: {},
    lengths: {},
    dayParts: {},
    regions: {},
    curveLogOdds: curveLogOddsAtFirst,
  };
}

/** Reads a stored model; returns undefined if it is invalid. */
export function readWatchTime(json: unknown): WatchTimeModel | undefined {
  const parsed = v.safeParse(modelSchema, json);
  return parsed.success ? parsed.output : undefined;
}

/** Learns from one reel that the viewer left or finished. Impossible values leave the model unchanged. */
export function observeWatch(
  model: WatchTimeModel,
  observation: WatchObservation,
  reel: ReelFacts,
  nowMs: number,
): WatchTimeModel {
  if (!isPossible(observation, reel, nowMs)) return model;
  const watched = Math.min(observation.watchedSeconds, reel.durationSeconds);
  const left = observation.watchedSeconds < reel.durationSeconds - 0.05;
  const trust = curveTrust(model);
  const pace = paceOf(model, reel, observation, nowMs);
  const base = -logSurvival(reel, watched, trust);
  const seen = left ? 1 : 0;
  const learn = (tally: Tally | undefined, by: Shrinkage): Tally => {
    const faded = fade(tally ?? { seen: 0, expected: 0, atMs: nowMs }, by, nowMs);
    // The other factors are part of the expectation, so that this one does not learn what they explain already.
    const expected = (base * pace) / factorOf(tally, by, nowMs);
    return { seen: faded.seen + seen, expected: faded.expected + expected, atMs: nowMs };
  };
  const learnAll = (tallies: Tallies, labels: readonly string[], by: Shrinkage): Tallies =>
    keepNewest({ ...tallies, ...Object.fromEntries(labels.map((name) => [name, learn(tallies[name], by)])) });
  return {
    version: 2,
    lastAtMs: nowMs,
    viewer: learn(model.viewer, shrinkage.viewer),
    recent: learn(model.recent, shrinkage.recent),
    tags: learnAll(model.tags, labelsOf(reel.tags), shrinkage.tags),
    lengths: learnAll(model.lengths, [lengthClassOf(reel)], shrinkage.lengths),
    dayParts: learnAll(model.dayParts, [dayPartOf(observation.hour)], shrinkage.dayParts),
    regions: learnAll(model.regions, labelsOf([observation.region]), shrinkage.regions),
    curveLogOdds: compareBases(model, reel, watched, left, pace),
  };
}

/** P(still watching at each of `atSeconds` | the reel is begun). Starts at 1 and never rises. */
export function predictSurvival(
  model: WatchTimeModel,
  reel: ReelFacts,
  setting: Setting,
  atSeconds: ArrayLike<number>,
  nowMs: number,
): Float64Array {
  const pace = paceOf(model, reel, setting, nowMs);
  const trust = curveTrust(model);
  return Float64Array.from(atSeconds, (seconds) => Math.exp(pace * logSurvival(reel, seconds, trust)));
}

/** How many seconds of the reel a viewer who begins it watches on average. */
export function expectSeconds(model: WatchTimeModel, reel: ReelFacts, setting: Setting, nowMs: number): number {
  const step = reel.durationSeconds / averagedMoments;
  const moments = Array.from({ length: averagedMoments }, (_, moment) => (moment + 0.5) * step);
  return predictSurvival(model, reel, setting, moments, nowMs).reduce((sum, share) => sum + share * step, 0);
}

/** How many times faster than the prior this viewer leaves reels of this kind in this setting. */
export function paceOf(model: WatchTimeModel, reel: ReelFacts, setting: Setting, nowMs: number): number {
  const labels = labelsOf(reel.tags);
  const tagLogs = labels.map((tag) => Math.log(factorOf(model.tags[tag], shrinkage.tags, nowMs)));
  const tagLog = tagLogs.reduce((sum, log) => sum + log, 0) / Math.max(1, tagLogs.length);
  const pace =
    factorOf(model.viewer, shrinkage.viewer, nowMs) *
    factorOf(model.recent, shrinkage.recent, nowMs) *
    Math.exp(tagLog) *
    factorOf(model.lengths[lengthClassOf(reel)], shrinkage.lengths, nowMs) *
    factorOf(model.dayParts[dayPartOf(setting.hour)], shrinkage.dayParts, nowMs) *
    factorOf(model.regions[setting.region], shrinkage.regions, nowMs);
  return Math.min(20, Math.max(0.05, pace));
}

function isPossible(
  { watchedSeconds, hour }: WatchObservation,
  { durationSeconds }: ReelFacts,
  nowMs: number,
): boolean {
  const isWatch = watchedSeconds >= 0 && watchedSeconds <= longestWatchSeconds;
  const isReel = durationSeconds > 0 && Number.isFinite(durationSeconds);
  return isWatch && isReel && Number.isInteger(hour) && hour >= 0 && hour <= 23 && Number.isFinite(nowMs);
}

function fade(tally: Tally, { halfLifeMs }: Shrinkage, nowMs: number): Tally {
  const kept = 0.5 ** (Math.max(0, nowMs - tally.atMs) / halfLifeMs);
  return { seen: tally.seen * kept, expected: tally.expected * kept, atMs: tally.atMs };
}

function factorOf(tally: Tally | undefined, by: Shrinkage, nowMs: number): number {
  if (tally === undefined) return 1;
  const { seen, expected } = fade(tally, by, nowMs);
  return (by.priorSwipes + seen) / (by.priorSwipes + expected);
}

function curveTrust(model: WatchTimeModel): number {
  return 1 / (1 + Math.exp(-model.curveLogOdds));
}

/** Moves the trust towards the base, curve or length, that made the observation likelier. */
function compareBases(model: WatchTimeModel, reel: ReelFacts, watched: number, left: boolean, pace: number): number {
  if (reel.retention === undefined) return model.curveLogOdds;
  const likelihood = (trust: number): number => {
    const until = Math.exp(pace * logSurvival(reel, watched, trust));
    const after = left ? Math.exp(pace * logSurvival(reel, Math.min(reel.durationSeconds, watched + 1), trust)) : 0;
    return Math.max(1e-3, until - after);
  };
  const gained = Math.log(likelihood(1)) - Math.log(likelihood(0));
  return Math.min(20, Math.max(-20, model.curveLogOdds + Math.min(2, Math.max(-2, gained))));
}

function lengthClassOf({ durationSeconds }: ReelFacts): string {
  if (durationSeconds < 15) return 'short';
  return durationSeconds < 60 ? 'medium' : 'long';
}

function dayPartOf(hour: number): string {
  if (hour < 6) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}

function labelsOf(labels: readonly string[]): string[] {
  // A name that every object has, such as "constructor", would be mistaken for a learned tally.
  return [...new Set(labels)].filter((name) => name.length > 0 && name.length <= 64 && !(name in {})).slice(0, 8);
}

function keepNewest(tallies: Tallies): Tallies {
  const entries = Object.entries(tallies);
  if (entries.length <= maxLabels) return tallies;
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => b.atMs - a.atMs).slice(0, maxLabels));
}
