import { type Choice, chooseNext, type ChoiceTuning, choiceTuning } from './choice.ts';
import { expectNeed, type Need } from './need.ts';
import type { Outlook, ReelOutlook, Weights } from './outlook.ts';
import type { AdaptivePlan, AdaptiveView, PlanItem, ReelView } from './view.ts';
import { predictSurvival, type WatchTimeModel } from './watch-time.ts';

/** A plan is made anew at every signal, so it need not reach far. */
const maxItems = 24;
const planSeconds = 20;

/**
 * The best rendition's watched second is worth as much as a second of stall costs, and half of it pays for its bytes:
 * the proportions of the grand challenge, for any ladder of bandwidths.
 */
const worth = 1.85;
const byteShare = 0.5;

/** What is worth fetching now, in order, and why nothing more is. */
export function planAdaptive(
  view: AdaptiveView,
  model: WatchTimeModel,
  nowMs: number,
  tuning: ChoiceTuning = choiceTuning,
): AdaptivePlan {
  const reels = [view.playing, ...view.coming];
  const ladder = view.playing.renditionBps;
  const outlooks = reels.map((reel, distance) => outlookOf(view, reel, distance, ladder, model, nowMs));
  const inHand = reels.map((reel, distance) =>
    firstMissing(reel, distance === 0 ? segmentAtPosition(view.playing) : 0),
  );
  const [playing] = outlooks;
  if (playing === undefined || ladder.length === 0)
    return { items: [], rest: { reason: 'nothing: no rendition to play is known', untilMs: nowMs + 1000 } };
  const items: PlanItem[] = [];
  let lastRendition = renditionBefore(view.playing, inHand[0] ?? 0);
  let positionSeconds = view.playing.positionSeconds;
  let elapsedSeconds = 0;
  let bytesLeft = view.budgetBytes ?? Infinity;
  const rest = (reason: string, seconds: number): AdaptivePlan => ({
    items,
    rest: { reason: `nothing more: ${reason}`, untilMs: nowMs + Math.round(1000 * (elapsedSeconds + seconds)) },
  });
  while (items.length < maxItems && elapsedSeconds < planSeconds) {
    const outlook: Outlook = {
      reels: outlooks,
      inHand,
      positionSeconds,
      lastRendition,
      link: linkOf(view),
      weights: weightsOf(view),
    };
    const choice = chooseNext(outlook, tuning);
    const reel = choice === undefined ? undefined : reels[choice.reel];
    if (choice === undefined || reel === undefined) return rest(explainRest(outlook, choice), choice?.seconds ?? 1);
    const segment = inHand[choice.reel] ?? 0;
    const rendition = nearestRendition(reel.renditionBps, ladder[choice.habit.rendition] ?? 0);
    const bytes = Math.round(((outlooks[choice.reel]?.kilobits[choice.habit.rendition]?.[segment] ?? 0) * 1000) / 8);
    if (bytes > bytesLeft) return rest(`the next ${bytes} bytes exceed the ${bytesLeft} that are allowed`, 1);
    bytesLeft -= bytes;
    const need = expectNeed(outlooks, choice.reel, segment, view.playing.positionSeconds);
    items.push({
      reelId: reel.reelId,
      segment,
      untilSeconds: outlooks[choice.reel]?.startSeconds[segment + 1] ?? 0,
      rendition,
      bytes,
      priority: items.length,
      deadlineMs: nowMs + Math.round(1000 * need.inSeconds),
      probability: need.probability,
      reason: explain(choice, segment, need, view.throughput.bps),
    });
    inHand[choice.reel] = firstMissing(reel, segment + 1);
    lastRendition = choice.habit.rendition;
    const buffered = Math.max(0, (playing.startSeconds[inHand[0] ?? 0] ?? 0) - positionSeconds);
    positionSeconds += Math.min(choice.seconds, buffered);
    elapsedSeconds += choice.seconds;
  }
  return rest(`the plan reaches ${elapsedSeconds.toFixed(1)} s ahead`, 0);
}

function outlookOf(
  view: AdaptiveView,
  reel: ReelView,
  distance: number,
  ladder: readonly number[],
  model: WatchTimeModel,
  nowMs: number,
): ReelOutlook {
  const startSeconds = new Float64Array(reel.segmentSeconds.length + 1);
  for (const [segment, seconds] of reel.segmentSeconds.entries())
    startSeconds[segment + 1] = (startSeconds[segment] ?? 0) + Math.max(0, seconds);
  const facts = {
    durationSeconds: Math.max(reel.durationSeconds, startSeconds.at(-1) ?? 0),
    tags: reel.tags,
    retention: reel.retention ?? undefined,
  };
  const begun = view.continueProbability ** distance;
  const survival = predictSurvival(model, facts, view.setting, startSeconds, nowMs).map((share) => share * begun);
  const kilobits = ladder.map((bps) => {
    const rendition = nearestRendition(reel.renditionBps, bps);
    const sizes = reel.segmentBytes?.[rendition];
    return Float64Array.from(reel.segmentSeconds, (seconds, segment) => {
      const bytes = sizes?.[segment];
      return bytes === undefined ? (seconds * (reel.renditionBps[rendition] ?? bps)) / 1000 : (bytes * 8) / 1000;
    });
  });
  return { startSeconds, survival, kilobits };
}

function weightsOf({ playing, saveDataFactor }: AdaptiveView): Weights {
  const top = Math.max(1, playing.renditionBps.at(-1) ?? 1);
  return {
    quality: playing.renditionBps.map((bps) => (worth * bps) / top),
    stallPerSecond: worth,
    costPerMegabit: (byteShare * worth * saveDataFactor * 1e6) / top,
  };
}

function linkOf({ throughput }: AdaptiveView): Outlook['link'] {
  // A dead link still gets finite times, so that the order stays meaningful.
  const kbps = Math.max(1, throughput.bps / 1000);
  return { kbps, spread: throughput.spread, overheadSeconds: throughput.overheadMs / 1000 };
}

function segmentAtPosition({ segmentSeconds, positionSeconds }: AdaptiveView['playing']): number {
  let start = 0;
  for (const [segment, seconds] of segmentSeconds.entries()) {
    start += seconds;
    if (start > positionSeconds) return segment;
  }
  return segmentSeconds.length;
}

function firstMissing({ inHand, segmentSeconds }: ReelView, from: number): number {
  let segment = from;
  while (segment < segmentSeconds.length && (inHand[segment] ?? null) !== null) segment += 1;
  return segment;
}

function renditionBefore({ inHand }: ReelView, segment: number): number | undefined {
  return (segment > 0 ? inHand[segment - 1] : undefined) ?? undefined;
}

function nearestRendition(renditionBps: readonly number[], bps: number): number {
  let nearest = 0;
  for (const [rendition, other] of renditionBps.entries())
    if (Math.abs(other - bps) < Math.abs((renditionBps[nearest] ?? Infinity) - bps)) nearest = rendition;
  return nearest;
}

function explain({ reel, seconds, habit }: Choice, segment: number, need: Need, bps: number): string {
  const where = reel === 0 ? 'the playing reel' : reel === 1 ? 'the next reel' : `the reel ${reel} ahead`;
  const watched = `${Math.round(100 * need.probability)} % likely to be watched`;
  const due = `needed in ${need.inSeconds.toFixed(1)} s at the earliest likely swipe`;
  const cost = `takes ${seconds.toFixed(1)} s at ${(bps / 1e6).toFixed(1)} Mbps`;
  const held = reel === 0 ? `; holding ${habit.marginSeconds} s in hand pays best` : '';
  return `segment ${segment} of ${where}: ${watched}, ${reel === 0 ? `due in ${need.inSeconds.toFixed(1)} s` : due}, ${cost}${held}`;
}

function explainRest({ reels, inHand, positionSeconds }: Outlook, choice: Choice | undefined): string {
  const until = reels[0]?.startSeconds[inHand[0] ?? 0] ?? 0;
  const hand = `${Math.max(0, until - positionSeconds).toFixed(1)} s in hand`;
  if (choice === undefined) return 'nothing plays';
  if ((inHand[0] ?? 0) >= (reels[0]?.startSeconds.length ?? 1) - 1)
    return `the playing reel is here to its end (${hand}), and what is likely of the coming ones`;
  return `${hand} suffice for ${choice.seconds.toFixed(1)} s more; what is fetched before is wasted if the viewer swipes`;
}
