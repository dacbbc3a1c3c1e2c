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
/** A segment that hardly anybody who is here now will reach is not worth its bytes. */
const hopelessShare = 1e-3;

/** usual[reel][segment]: how long the transfer takes if the link behaves as usual. */
export type UsualSeconds = readonly Float64Array[];

export function listUsualSeconds({ outlook }: Stage, rendition: number): UsualSeconds {
  const { overheadSeconds, kbps } = outlook.link;
  return outlook.reels.map(({ kilobits }) => {
    const usual = new Float64Array(kilobits[rendition] ?? []);
    for (let at = 0; at < usual.length; at += 1) usual[at] = overheadSeconds + (usual[at] ?? 0) / kbps;
    return usual;
  });
}

/** What following the habit costs by stalls and waste, averaged over all turns of luck. Never negative. */
export function rehearse(stage: Stage, habit: Habit, usual: UsualSeconds, giveUpAbove: number): number {
  let cost = 0;
  // No turn can lower the cost again, so a habit that is worse already need not be followed to its end.
  for (let turn = 0; turn < luckTurns && cost <= giveUpAbove * luckTurns; turn += 1)
    cost += rehearseTurn(stage, habit, usual, turn);
  return cost / luckTurns;
}

/** What the habit does now, if the link behaves as usual. */
export function firstStep(stage: Stage, habit: Habit, usual: UsualSeconds): Step {
  for (let reel = 0; reel < stage.inHand.length; reel += 1) stage.inHand[reel] = stage.outlook.inHand[reel] ?? 0;
  const reel = pickReel(stage, habit, usual, stage.outlook.positionSeconds);
  const at = stage.inHand[Math.max(0, reel)] ?? 0;
  const seconds =
    reel >= 0 ? (usual[reel]?.[at] ?? 0) : idleSeconds(stage, habit, usual, stage.outlook.positionSeconds);
  return { reel, seconds };
}

function isMissing({ playing, inHand, counts, survivalNow }: Stage): boolean {
  const held = inHand[0] ?? 0;
  return held < (counts[0] ?? 0) && (playing.survival[held] ?? 0) > hopelessShare * survivalNow;
}

function bufferSecondsAt({ playing, inHand }: Stage, position: number): number {
  return Math.max(0, (playing.startSeconds[inHand[0] ?? 0] ?? 0) - position);
}

/** The playing reel when its next segment is due, else stock for a coming one, else none (-1). */
function pickReel(stage: Stage, habit: Habit, usual: UsualSeconds, position: number): number {
  if (isMissing(stage)) {
    const dueSeconds = (usual[0]?.[stage.inHand[0] ?? 0] ?? 0) + habit.marginSeconds;
    if (bufferSecondsAt(stage, position) < dueSeconds) return 0;
  }
  return pickStock(stage, habit);
}

/** How long nothing is to be done: until the next segment of the playing reel is due, or until it ends. */
function idleSeconds(stage: Stage, habit: Habit, usual: UsualSeconds, position: number): number {
  const bufferSeconds = bufferSecondsAt(stage, position);
  const dueSeconds = isMissing(stage) ? (usual[0]?.[stage.inHand[0] ?? 0] ?? 0) + habit.marginSeconds : 0;
  return Math.max(shortestWaitSeconds, bufferSeconds - dueSeconds);
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
function rehearseTurn(stage: Stage, habit: Habit, usual: UsualSeconds, turn: number): number {
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
    const reel = pickReel(stage, habit, usual, position);
    let seconds: number;
    if (reel < 0) seconds = idleSeconds(stage, habit, usual, position);
    else {
      const at = inHand[reel] ?? 0;
      const kilobitSeconds = (usual[reel]?.[at] ?? 0) - link.overheadSeconds;
      seconds = link.overheadSeconds + kilobitSeconds * delayAt(delays, turn, step);
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
      cost += swiping * (priceSwipe(stage, usual, turn, step, reel, inFlightSeconds) + pricePerKilobit * unwatched);
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
  usual: UsualSeconds,
  turn: number,
  step: number,
  reelInFlight: number,
  inFlightSeconds: number,
): number {
  const { outlook, next, inHand, delays, followed, tuning } = stage;
  if (next === undefined) return 0;
  const { link, weights } = outlook;
  const starts = next.startSeconds;
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
    const seconds = link.overheadSeconds + ((usual[1]?.[at] ?? 0) - link.overheadSeconds) * delay;
    if (seconds > bufferSeconds) stallSeconds += (seconds - bufferSeconds) * (next.survival[at] ?? 0);
    bufferSeconds = Math.max(0, bufferSeconds - seconds) + (starts[at + 1] ?? 0) - (starts[at] ?? 0);
  }
  let cost = weights.stallPerSecond * stallSeconds;
  for (let reel = 2; reel < inHand.length; reel += 1)
    if (inHand[reel] === 0 && reel !== reelInFlight) cost += (begun * tuning.missingFirstCost) / (reel - 1);
  return cost;
}
