import { chooseAction, type ChosenAction, foresee, isForeseen } from './choose-action.ts';
import type { DecisionState, ReelState, Weights } from './decision-state.ts';
import type { Foresight } from './foresight.ts';
import { expectNeed, type Need } from './need.ts';
import type { CandidateReel, PlanItem, PlanningFacts, PrefetchPlan } from './planning-facts.ts';
import { predictSurvival } from './watch-time.ts';

export type PlanExtent = {
  /** A plan is recomputed at every signal, so it need not reach far. */
  readonly items: number;
  readonly seconds: number;
};

const usualExtent: PlanExtent = { items: 24, seconds: 20 };

/**
 * A watched second in the best rendition is worth as much as a second of stall costs, and its bytes cost half of that:
 * the proportions of the ACM MM 2022 grand challenge, scaled to any ladder of bandwidths.
 */
const topQualityValue = 1.85;
const byteShare = 0.5;

/** Plans what to fetch now, in order, and gives the reason why it plans no more. */
export function planPrefetch(facts: PlanningFacts, extent: Partial<PlanExtent> = {}): PrefetchPlan {
  const { playing, coming, link, nowMs } = facts;
  const limits = { ...usualExtent, ...extent };
  const reels = [playing, ...coming];
  const ladder = playing.renditionBps;
  if (ladder.length === 0)
    return { items: [], rest: { reason: 'nothing: no rendition to play is known', untilMs: nowMs + 1000 } };
  const states = reels.map((reel, distance) => stateOf(facts, reel, facts.goingOnShare ** distance));
  const firsts = reels.map((_, distance) => (distance === 0 ? segmentAtPosition(playing) : 0));
  const firstMissing = reels.map((reel, distance) => nextMissing(reel, firsts[distance] ?? 0));
  const renditions = reels.map((reel, distance) => renditionBefore(reel, firstMissing[distance] ?? 0));
  const weights = weightsOf(facts);
  const lastWatched = facts.lastBps === null ? undefined : nearestRendition(ladder, facts.lastBps);
  const items: PlanItem[] = [];
  let { positionSeconds } = playing;
  let foresight: Foresight | undefined;
  let elapsedSeconds = 0;
  const rest = (reason: string, seconds: number): PrefetchPlan => ({
    items,
    rest: { reason: `nothing more: ${reason}`, untilMs: nowMs + Math.round(1000 * (elapsedSeconds + seconds)) },
  });
  while (items.length < limits.items && elapsedSeconds < limits.seconds) {
    const isWhole = (firstMissing[0] ?? 0) >= playing.segmentSeconds.length;
    const lastRendition = (isWhole ? renditions[1] : undefined) ?? renditions[0] ?? lastWatched;
    const state: DecisionState = { reels: states, firstMissing, positionSeconds, lastRendition, link, weights };
    if (foresight === undefined || !isForeseen(foresight, state)) foresight = foresee(state);
    const action = foresight && chooseAction(foresight, state);
    const reel = action === undefined ? undefined : reels[action.reel];
    if (action === undefined || reel === undefined) return rest(explainRest(state, action), action?.seconds ?? 1);
    const segment = firstMissing[action.reel] ?? 0;
    const { rendition } = action;
    const bytes = Math.round(((states[action.reel]?.kilobits[rendition]?.[segment] ?? 0) * 1000) / 8);
    const need = expectNeed(states, action.reel, segment, playing.positionSeconds);
    items.push({
      reelId: reel.reelId,
      segment,
      untilSeconds: states[action.reel]?.startSeconds[segment + 1] ?? 0,
      rendition: nearestRendition(reel.renditionBps, ladder[rendition] ?? 0),
      bytes,
      deadlineMs: nowMs + Math.round(1000 * need.inSeconds),
      probability: need.probability,
      reason: explain(action, segment, need, link.bps),
    });
    firstMissing[action.reel] = nextMissing(reel, segment + 1);
    renditions[action.reel] = rendition;
    const bufferedSeconds = Math.max(0, (states[0]?.startSeconds[firstMissing[0] ?? 0] ?? 0) - positionSeconds);
    positionSeconds += Math.min(action.seconds, bufferedSeconds);
    elapsedSeconds += action.seconds;
  }
  return rest(`planned ${elapsedSeconds.toFixed(1)} s ahead`, 0);
}

function stateOf(facts: PlanningFacts, reel: CandidateReel, reachShare: number): ReelState {
  const { segmentSeconds, segmentBytes, renditionBps, tags } = reel;
  const startSeconds = new Float64Array(segmentSeconds.length + 1).fill(reel.fromSeconds ?? 0, 0, 1);
  for (const [segment, seconds] of segmentSeconds.entries())
    startSeconds[segment + 1] = (startSeconds[segment] ?? 0) + Math.max(0, seconds);
  const prior = {
    durationSeconds: Math.max(reel.durationSeconds, startSeconds.at(-1) ?? 0),
    tags,
    retention: reel.retention ?? undefined,
  };
  const watched = predictSurvival(facts.watchTime, prior, facts.setting, startSeconds, facts.nowMs);
  const survival = watched.map((share) => share * reachShare);
  const kilobits = facts.playing.renditionBps.map((bps) => {
    const rendition = nearestRendition(renditionBps, bps);
    const sizes = segmentBytes?.[rendition];
    return Float64Array.from(segmentSeconds, (seconds, segment) => {
      const bytes = sizes?.[segment];
      return bytes === undefined ? (seconds * (renditionBps[rendition] ?? bps)) / 1000 : (bytes * 8) / 1000;
    });
  });
  return { startSeconds, survival, kilobits };
}

function weightsOf({ playing, saveDataFactor }: PlanningFacts): Weights {
  const top = Math.max(1, playing.renditionBps.at(-1) ?? 1);
  return {
    quality: playing.renditionBps.map((bps) => (topQualityValue * bps) / top),
    stallPerSecond: topQualityValue,
    costPerMegabit: (byteShare * topQualityValue * saveDataFactor * 1e6) / top,
  };
}

function segmentAtPosition({ fromSeconds, segmentSeconds, positionSeconds }: PlanningFacts['playing']): number {
  let start = fromSeconds ?? 0;
  for (const [segment, seconds] of segmentSeconds.entries()) {
    start += seconds;
    if (start > positionSeconds) return segment;
  }
  return segmentSeconds.length;
}

function nextMissing({ heldRenditions, segmentSeconds }: CandidateReel, from: number): number {
  let segment = from;
  while (segment < segmentSeconds.length && (heldRenditions[segment] ?? null) !== null) segment += 1;
  return segment;
}

function renditionBefore({ heldRenditions }: CandidateReel, segment: number): number | undefined {
  return (segment > 0 ? heldRenditions[segment - 1] : undefined) ?? undefined;
}

function nearestRendition(renditionBps: readonly number[], bps: number): number {
  let nearest = 0;
  for (const [rendition, other] of renditionBps.entries())
    if (Math.abs(other - bps) < Math.abs((renditionBps[nearest] ?? Infinity) - bps)) nearest = rendition;
  return nearest;
}

function explain({ reel, seconds }: ChosenAction, segment: number, need: Need, bps: number): string {
  const reelName = reel === 0 ? 'the playing reel' : reel === 1 ? 'the next reel' : `the reel ${reel} ahead`;
  const watched = `${Math.round(100 * need.probability)} % likely to be watched`;
  const due = `needed in ${need.inSeconds.toFixed(1)} s${reel === 0 ? '' : ' at the earliest'}`;
  const cost = `takes ${seconds.toFixed(1)} s at ${(bps / 1e6).toFixed(1)} Mbps`;
  return `segment ${segment} of ${reelName}: ${watched}, ${due}, ${cost}`;
}

function explainRest(
  { reels, firstMissing, positionSeconds }: DecisionState,
  action: ChosenAction | undefined,
): string {
  const until = reels[0]?.startSeconds[firstMissing[0] ?? 0] ?? 0;
  const buffered = `${Math.max(0, until - positionSeconds).toFixed(1)} s in hand`;
  if (action === undefined) return 'nothing plays';
  if ((firstMissing[0] ?? 0) >= (reels[0]?.startSeconds.length ?? 1) - 1)
    return `the playing reel (${buffered}) and the likely parts of the next ones are cached`;
  return `${buffered}, enough for ${action.seconds.toFixed(1)} s more; what is fetched sooner is wasted by a swipe`;
}
