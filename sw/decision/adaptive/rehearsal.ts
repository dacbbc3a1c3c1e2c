import { delayAt, luckTurns } from './luck.ts';
import { survivalAt, type Stage } from './stage.ts';

/**
 * A habit is a whole way to go on: in which rendition, how many seconds to hold in hand for the playing reel beyond
 * the time that its next segment needs, and how likely a later segment of a coming reel must be watched to be worth
 * spare time. First segments of coming reels are always worth it.
 */
export type Habit = {
  readonly rendition: number;
  readonly marginSeconds: number;
  readonly stockProbability: number;
};

/** A transfer of the next segment of reel `reel` (0 is the playing one), or nothing (-1), and how long that takes. */
export type Step = { readonly reel: number; readonly seconds: number };

/** No habit is followed through more steps; eight seconds rarely take half as many. */
const maxSteps = 40;
const shortestWaitSeconds = 0.02;

/** What following the habit costs by stalls and waste, averaged over all turns of luck. Never negative. */
export function rehearse(stage: Stage, habit: Habit, giveUpAbove: number): number {
  let cost = 0;
  // No turn can lower the cost again, so a habit that is worse already need not be followed to its end.
  for (let turn = 0; turn < luckTurns && cost <= giveUpAbove * luckTurns; turn += 1)
    cost += rehearseTurn(stage, habit, turn);
  return cost / luckTurns;
}

/** What the habit does now, if the link behaves as usual. */
export function firstStep(stage: Stage, habit: Habit): Step {
  for (let reel = 0; reel < stage.inHand.length; reel += 1) stage.inHand[reel] = stage.outlook.inHand[reel] ?? 0;
  return takeStep(stage, habit, stage.outlook.positionSeconds);
}

function takeStep(stage: Stage, habit: Habit, position: number): Step {
  const { playing, inHand, counts, outlook } = stage;
  const held = inHand[0] ?? 0;
  const missing = held < (counts[0] ?? 0);
  const bufferSeconds = Math.max(0, (playing.startSeconds[held] ?? 0) - position);
  const dueSeconds = missing ? usualSeconds(stage, 0, held, habit.rendition) + habit.marginSeconds : 0;
  const reel = missing && bufferSeconds < dueSeconds ? 0 : pickStock(stage, habit);
  if (reel >= 0) return { reel, seconds: usualSeconds(stage, reel, inHand[reel] ?? 0, habit.rendition) };
  const idleSeconds = missing ? bufferSeconds - dueSeconds : bufferSeconds;
  return { reel, seconds: Math.max(outlook.link.overheadSeconds / 4, shortestWaitSeconds, idleSeconds) };
}

function usualSeconds(stage: Stage, reel: number, segment: number, rendition: number): number {
  const { link, reels } = stage.outlook;
  return link.overheadSeconds + (reels[reel]?.kilobits[rendition]?.[segment] ?? 0) / link.kbps;
}

/** The coming segment that is worth spare time: first segments in feed order, then likely ones. */
function pickStock(stage: Stage, habit: Habit): number {
  const { inHand, counts } = stage;
  const { reels } = stage.outlook;
  for (let reel = 1; reel < inHand.length; reel += 1) if (inHand[reel] === 0 && (counts[reel] ?? 0) > 0) return reel;
  for (let reel = 1; reel < inHand.length; reel += 1) {
    const at = inHand[reel] ?? 0;
    if (at < (counts[reel] ?? 0) && (reels[reel]?.survival[at] ?? 0) >= habit.stockProbability) return reel;
  }
  return -1;
}

/**
 * Follows the habit while the viewer stays, and at every step weighs in the share of viewers who swipe during it: what
 * they leave unwatched is waste, what the next reel lacks is a stall.
 */
function rehearseTurn(stage: Stage, habit: Habit, turn: number): number {
  const { outlook, playing, inHand, counts, delays, survivalNow, endSeconds } = stage;
  const { reels, weights, link } = outlook;
  const count = counts[0] ?? 0;
  const starts = playing.startSeconds;
  const lengthSeconds = starts[count] ?? 0;
  const sizes = playing.kilobits[habit.rendition];
  const pricePerKilobit = weights.costPerMegabit / 1000;
  for (let reel = 0; reel < inHand.length; reel += 1) inHand[reel] = outlook.inHand[reel] ?? 0;
  let cost = 0;
  let position = outlook.positionSeconds;
  let segment = stage.segment;
  let staying = 1;
  for (let step = 0; step < maxSteps && position < endSeconds - 1e-9; step += 1) {
    const held = inHand[0] ?? 0;
    const bufferSeconds = Math.max(0, (starts[held] ?? 0) - position);
    const { reel, seconds: usual } = takeStep(stage, habit, position);
    let seconds = usual;
    if (reel >= 0) {
      const at = inHand[reel] ?? 0;
      seconds = link.overheadSeconds + (usual - link.overheadSeconds) * delayAt(delays, turn, step);
      if (reel > 0) {
        const kilobits = reels[reel]?.kilobits[habit.rendition]?.[at] ?? 0;
        cost += staying * (1 - (reels[reel]?.survival[at] ?? 0)) * pricePerKilobit * kilobits;
      }
    }
    const playedSeconds = Math.min(seconds, bufferSeconds, endSeconds - position);
    position += playedSeconds;
    while (segment < count - 1 && (starts[segment + 1] ?? 0) <= position) segment += 1;
    const ended = position >= lengthSeconds - 1e-9;
    const stayingAfter = ended ? 0 : survivalAt(playing, segment, position) / survivalNow;
    const swiping = staying - stayingAfter;
    if (swiping > 0) {
      let unwatched = 0;
      if (!ended) for (let at = segment + 1; at < held + (reel === 0 ? 1 : 0); at += 1) unwatched += sizes?.[at] ?? 0;
      // Swipes come in the middle of the step on average; at the reel's end, when playback ends.
      const inFlightSeconds = reel < 0 ? 0 : seconds - (ended ? playedSeconds : playedSeconds / 2);
      cost += swiping * (priceSwipe(stage, habit, turn, step, reel, inFlightSeconds) + pricePerKilobit * unwatched);
    }
    if (position < endSeconds - 1e-9) cost += stayingAfter * weights.stallPerSecond * (seconds - playedSeconds);
    staying = stayingAfter;
    if (reel >= 0) inHand[reel] = (inHand[reel] ?? 0) + 1;
  }
  return cost;
}

/** What the viewer suffers after a swipe now: the next reel begins with what it has, while a transfer may be under way. */
function priceSwipe(
  stage: Stage,
  habit: Habit,
  turn: number,
  step: number,
  reelInFlight: number,
  inFlightSeconds: number,
): number {
  const { outlook, next, inHand, delays, followed, tuning } = stage;
  if (next === undefined) return 0;
  const { link, weights } = outlook;
  const starts = next.startSeconds;
  const sizes = next.kilobits[habit.rendition];
  let held = inHand[1] ?? 0;
  let bufferSeconds = starts[held] ?? 0;
  const begun = next.survival[0] ?? 0;
  let stallSeconds = begun * Math.max(0, inFlightSeconds - bufferSeconds);
  bufferSeconds = Math.max(0, bufferSeconds - inFlightSeconds);
  if (reelInFlight === 1) {
    bufferSeconds += (starts[held + 1] ?? 0) - (starts[held] ?? 0);
    held += 1;
  }
  for (let at = held; at < followed; at += 1) {
    const delay = delayAt(delays, turn, step + at - held);
    const seconds = link.overheadSeconds + ((sizes?.[at] ?? 0) / link.kbps) * delay;
    if (seconds > bufferSeconds) stallSeconds += (seconds - bufferSeconds) * (next.survival[at] ?? 0);
    bufferSeconds = Math.max(0, bufferSeconds - seconds) + (starts[at + 1] ?? 0) - (starts[at] ?? 0);
  }
  let cost = weights.stallPerSecond * stallSeconds;
  for (let reel = 2; reel < inHand.length; reel += 1)
    if (inHand[reel] === 0 && reel !== reelInFlight) cost += (begun * tuning.missingFirstCost) / (reel - 1);
  return cost;
}
