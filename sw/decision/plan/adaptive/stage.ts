import { listDelays } from './luck.ts';
import type { Outlook, ReelOutlook } from './outlook.ts';

export type RehearsalTuning = {
  /** Playback is followed no further than this, and at least this far, if the viewer stays. */
  readonly horizonSeconds: readonly [least: number, most: number];
  /** Nor is it followed when fewer of the viewers than this are left. */
  readonly followedShare: number;
  /** Segments of the next reel that are followed after a swipe. */
  readonly segmentsAfterSwipe: number;
  /** A switch is often taken back later, which costs a second time. */
  readonly switchWeight: number;
  /** What a missing first segment of the reel after the next costs at a swipe; less for those behind it. */
  readonly missingFirstCost: number;
};

export const rehearsalTuning: RehearsalTuning = {
  horizonSeconds: [4, 12],
  followedShare: 0.3,
  segmentsAfterSwipe: 4,
  switchWeight: 1.2,
  missingFirstCost: 0.3,
};

/** All that the rehearsals of one decision share. */
export type Stage = {
  readonly outlook: Outlook;
  readonly tuning: RehearsalTuning;
  readonly playing: ReelOutlook;
  readonly next: ReelOutlook | undefined;
  readonly delays: Float64Array;
  /** Segments of each reel. */
  readonly counts: Int32Array;
  /** Room for a rehearsal's own count of segments in hand. */
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

export function survivalAt(reel: ReelOutlook, segment: number, seconds: number): number {
  const { startSeconds, survival } = reel;
  const from = startSeconds[segment] ?? 0;
  const to = startSeconds[segment + 1] ?? from;
  const before = survival[segment] ?? 0;
  return to <= from ? before : before + (((survival[segment + 1] ?? 0) - before) * (seconds - from)) / (to - from);
}

export function segmentAt(reel: ReelOutlook, seconds: number): number {
  const count = reel.startSeconds.length - 1;
  let segment = 0;
  while (segment < count - 1 && (reel.startSeconds[segment + 1] ?? 0) <= seconds) segment += 1;
  return segment;
}

/** Where following ends: when the horizon does, or the reel, or when most viewers have left. */
function findEnd(reel: ReelOutlook, position: number, survivalNow: number, tuning: RehearsalTuning): number {
  const [least, most] = tuning.horizonSeconds;
  const { startSeconds, survival } = reel;
  let at = segmentAt(reel, position) + 1;
  for (; at < startSeconds.length - 1; at += 1) {
    const seconds = (startSeconds[at] ?? 0) - position;
    if (seconds >= most || (seconds >= least && (survival[at] ?? 0) < tuning.followedShare * survivalNow)) break;
  }
  return Math.min(position + most, startSeconds[at] ?? position);
}

/** Undefined when nothing plays: then there is nothing to rehearse. */
export function setStage(outlook: Outlook, tuning: RehearsalTuning): Stage | undefined {
  const [playing, next] = outlook.reels;
  if (playing === undefined) return undefined;
  const counts = Int32Array.from(outlook.reels, (reel) => reel.startSeconds.length - 1);
  const segment = segmentAt(playing, outlook.positionSeconds);
  const survivalNow = Math.max(1e-9, survivalAt(playing, segment, outlook.positionSeconds));
  const lengthSeconds = playing.startSeconds.at(-1) ?? 0;
  const endSeconds = findEnd(playing, outlook.positionSeconds, survivalNow, tuning);
  const staying =
    endSeconds >= lengthSeconds ? 0 : survivalAt(playing, segmentAt(playing, endSeconds), endSeconds) / survivalNow;
  return {
    outlook,
    tuning,
    playing,
    next,
    delays: listDelays(outlook.link.spread),
    counts,
    inHand: new Int32Array(counts.length),
    segment,
    survivalNow,
    endSeconds,
    followed: Math.min(tuning.segmentsAfterSwipe, counts[1] ?? 0),
    swipeShare: 1 - staying,
  };
}

/** What the coming seconds are worth in this rendition if nothing ever stalls and nothing is fetched in vain. */
export function gainOf(stage: Stage, rendition: number): number {
  const { outlook, playing, next, endSeconds, followed, swipeShare, survivalNow, tuning } = stage;
  const { weights, lastRendition, inHand } = outlook;
  const quality = weights.quality[rendition] ?? 0;
  const worthOf = (reel: ReelOutlook, at: number): number => {
    const seconds = (reel.startSeconds[at + 1] ?? 0) - (reel.startSeconds[at] ?? 0);
    const megabits = (reel.kilobits[rendition]?.[at] ?? 0) / 1000;
    return (reel.survival[at] ?? 0) * (quality * seconds - weights.costPerMegabit * megabits);
  };
  let gain = 0;
  const count = stage.counts[0] ?? 0;
  for (let at = inHand[0] ?? 0; at < count && (playing.startSeconds[at] ?? 0) < endSeconds; at += 1)
    gain += worthOf(playing, at) / survivalNow;
  if (next !== undefined) for (let at = inHand[1] ?? 0; at < followed; at += 1) gain += swipeShare * worthOf(next, at);
  if (lastRendition === undefined) return gain;
  return gain - tuning.switchWeight * Math.abs(quality - (weights.quality[lastRendition] ?? quality));
}
