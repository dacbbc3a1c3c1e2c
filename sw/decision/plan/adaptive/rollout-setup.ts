import type { DecisionState, ReelState } from './decision-state.ts';
import { listSlowdowns } from './transfer-noise.ts';

/** Playback is followed no further than this, and at least this far, if the viewer stays. */
const horizonSeconds = { least: 4, most: 12 };
/** Nor is it followed when fewer of the viewers than this are left. */
const followedShare = 0.3;
/** Segments of the next reel that are followed after a swipe. */
const segmentsAfterSwipe = 4;
/** A switch is often taken back later, which costs a second time. */
const switchWeight = 1.2;

/** All that the rollouts of one decision share. */
export type RolloutSetup = {
  readonly state: DecisionState;
  readonly playing: ReelState;
  readonly next: ReelState | undefined;
  readonly slowdowns: Float64Array;
  /** Segments of each reel. */
  readonly counts: Int32Array;
  /** Room for a rollout's own count of segments in hand. */
  readonly inHand: Int32Array;
  /** The segment that is playing. */
  readonly segment: number;
  readonly survivalNow: number;
  readonly endSeconds: number;
  /** Segments of the next reel that are followed after a swipe. */
  readonly followed: number;
  /** P(the viewer swipes before `endSeconds`). */
  readonly swipeShare: number;
};

export function survivalAt(reel: ReelState, segment: number, seconds: number): number {
  const { startSeconds, survival } = reel;
  const from = startSeconds[segment] ?? 0;
  const to = startSeconds[segment + 1] ?? from;
  const before = survival[segment] ?? 0;
  return to <= from ? before : before + (((survival[segment + 1] ?? 0) - before) * (seconds - from)) / (to - from);
}

export function segmentAt(reel: ReelState, seconds: number): number {
  const count = reel.startSeconds.length - 1;
  let segment = 0;
  while (segment < count - 1 && (reel.startSeconds[segment + 1] ?? 0) <= seconds) segment += 1;
  return segment;
}

/** Where a rollout ends: where the horizon does, or the reel, or when most viewers have left. */
function findEnd(reel: ReelState, position: number, survivalNow: number): number {
  const { least, most } = horizonSeconds;
  const { startSeconds, survival } = reel;
  let at = segmentAt(reel, position) + 1;
  for (; at < startSeconds.length - 1; at += 1) {
    const seconds = (startSeconds[at] ?? 0) - position;
    if (seconds >= most || (seconds >= least && (survival[at] ?? 0) < followedShare * survivalNow)) break;
  }
  return Math.min(position + most, startSeconds[at] ?? position);
}

/** Undefined when nothing plays: then there is nothing to roll out. */
export function prepareRollouts(state: DecisionState): RolloutSetup | undefined {
  const [playing, next] = state.reels;
  if (playing === undefined) return undefined;
  const counts = Int32Array.from(state.reels, (reel) => reel.startSeconds.length - 1);
  const segment = segmentAt(playing, state.positionSeconds);
  const survivalNow = Math.max(1e-9, survivalAt(playing, segment, state.positionSeconds));
  const lengthSeconds = playing.startSeconds.at(-1) ?? 0;
  const endSeconds = findEnd(playing, state.positionSeconds, survivalNow);
  const staying =
    endSeconds >= lengthSeconds ? 0 : survivalAt(playing, segmentAt(playing, endSeconds), endSeconds) / survivalNow;
  return {
    state,
    playing,
    next,
    slowdowns: listSlowdowns(state.link.spread),
    counts,
    inHand: new Int32Array(counts.length),
    segment,
    survivalNow,
    endSeconds,
    followed: Math.min(segmentsAfterSwipe, counts[1] ?? 0),
    swipeShare: 1 - staying,
  };
}

/** What the coming seconds are worth in this rendition if nothing ever stalls and nothing is fetched in vain. */
export function undisturbedValue(setup: RolloutSetup, rendition: number): number {
  const { state, playing, next, endSeconds, followed, swipeShare, survivalNow } = setup;
  const { weights, lastRendition, inHand } = state;
  const quality = weights.quality[rendition] ?? 0;
  const worthOf = (reel: ReelState, at: number): number => {
    const seconds = (reel.startSeconds[at + 1] ?? 0) - (reel.startSeconds[at] ?? 0);
    const megabits = (reel.kilobits[rendition]?.[at] ?? 0) / 1000;
    return (reel.survival[at] ?? 0) * (quality * seconds - weights.costPerMegabit * megabits);
  };
  let value = 0;
  const count = setup.counts[0] ?? 0;
  for (let at = inHand[0] ?? 0; at < count && (playing.startSeconds[at] ?? 0) < endSeconds; at += 1)
    value += worthOf(playing, at) / survivalNow;
  if (next !== undefined) for (let at = inHand[1] ?? 0; at < followed; at += 1) value += swipeShare * worthOf(next, at);
  if (lastRendition === undefined) return value;
  return value - switchWeight * Math.abs(quality - (weights.quality[lastRendition] ?? quality));
}
