import { lookAhead } from './coming-reels.ts';
import type { DecisionState } from './decision-state.ts';
import { Foresight, type SegmentAhead } from './foresight.ts';
import { endOfReach, segmentsOf } from './reach.ts';

/** An action that takes `seconds`: to fetch the next segment of reel `reel` (0 is the playing one), or nothing (-1). */
export type ChosenAction = {
  readonly reel: number;
  readonly rendition: number;
  readonly seconds: number;
  /** Expected value of the coming seconds, minus the cost of stalls and bytes. */
  readonly value: number;
};

const playingReach = { seconds: 12, segments: 12 };
/** A foresight's values are only rough near its end, so it is used for this many segments and then recomputed. */
const segmentsServed = 6;
const shortestRestSeconds = 0.02;

/** Computes the foresight from this state. Returns undefined when no reel plays. */
export function foresee(state: DecisionState): Foresight | undefined {
  const { reels, firstMissing, positionSeconds } = state;
  const [reel] = reels;
  if (reel === undefined) return undefined;
  const from = Math.min(segmentsOf(reel), firstMissing[0] ?? 0);
  const until = endOfReach(reel, from, playingReach);
  const { ahead, afterSwipe } = lookAhead(state);
  return new Foresight(state, { reel, positionSeconds, from, until }, ahead, afterSwipe);
}

/** Whether the foresight reaches far enough to decide in this later state. */
export function isForeseen({ stretch, ahead, isToReelsEnd }: Foresight, { firstMissing }: DecisionState): boolean {
  const isNear = isToReelsEnd || (firstMissing[0] ?? 0) < Math.min(stretch.until, stretch.from + segmentsServed);
  return isNear && (ahead.length === 0 || ahead.some(({ reel, segment }) => (firstMissing[reel] ?? 0) <= segment));
}

/** Returns the best action in a state that is the foresight's own or follows from it. */
export function chooseAction(foresight: Foresight, state: DecisionState): ChosenAction {
  const { firstMissing, positionSeconds, lastRendition } = state;
  const { ahead, stretch } = foresight;
  const segment = Math.min(stretch.until, firstMissing[0] ?? 0);
  const held = ahead.filter((one) => (firstMissing[one.reel] ?? 0) > one.segment).length;
  const bufferSeconds = Math.max(0, (stretch.reel.startSeconds[segment] ?? 0) - positionSeconds);
  const moment = { segment, held, before: lastRendition, bufferSeconds };
  const best = bestAt(foresight, moment);
  return best.reel < 0 ? { ...best, seconds: restSeconds(foresight, moment) } : best;
}

type Moment = {
  readonly segment: number;
  readonly held: number;
  readonly before: number | undefined;
  readonly bufferSeconds: number;
};

function bestAt(foresight: Foresight, moment: Moment): ChosenAction {
  const { segment, held, before = 0, bufferSeconds } = moment;
  const { ahead, stretch, momentSeconds } = foresight;
  const value = foresight.waitValue(segment, held, before, bufferSeconds);
  const rest = { reel: -1, rendition: before, seconds: momentSeconds, value };
  const best = segment < stretch.until ? bestFetch(rest, foresight, moment) : rest;
  return ahead[held] === undefined ? best : bestFetch(best, foresight, moment, ahead[held]);
}

/** Returns the best fetch of `next`, or else of the playing reel's next segment; `best` if that is better. */
function bestFetch(best: ChosenAction, foresight: Foresight, moment: Moment, next?: SegmentAhead): ChosenAction {
  const { segment, held, before, bufferSeconds } = moment;
  const { stretch, terms } = foresight;
  const watched = foresight.watchedShare(segment, bufferSeconds, next);
  return terms.weights.quality.reduce<ChosenAction>((top, _, rendition) => {
    const switched = before === undefined ? 0 : watched * foresight.switchCost(before, rendition);
    const value = foresight.fetchValue(segment, held, rendition, bufferSeconds, next) - switched;
    const kilobits = next?.kilobits[rendition] ?? stretch.reel.kilobits[rendition]?.[segment] ?? 0;
    return value > top.value
      ? { reel: next?.reel ?? 0, rendition, seconds: secondsOf(foresight, kilobits), value }
      : top;
  }, best);
}

/** How long a transfer takes at the link's usual rate. */
function secondsOf({ terms: { link } }: Foresight, kilobits: number): number {
  return link.overheadSeconds + (kilobits * 1000) / link.bps;
}

/** How long fetching nothing stays the best action, provided that the viewer stays. */
function restSeconds(foresight: Foresight, moment: Moment): number {
  const { momentSeconds } = foresight;
  let { bufferSeconds } = moment;
  while (bufferSeconds > momentSeconds && bestAt(foresight, { ...moment, bufferSeconds }).reel < 0)
    bufferSeconds -= momentSeconds;
  return Math.max(shortestRestSeconds, moment.bufferSeconds - bufferSeconds);
}
