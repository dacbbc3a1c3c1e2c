import type { ReelInView, View } from '../../../src/shared/messages.ts';
import type { Outline } from '../playlist/outline.ts';
import { hasPicture, videoCodecOf } from '../playlist/choose-rendition.ts';
import type { Manifest, Rendition } from '../playlist/parse-manifest.ts';
import type { Segment } from '../playlist/parse-playlist.ts';
import { segmentsCovering } from '../playlist/segments-covering.ts';
import { type Identity, keyFor } from '../resource/resource.ts';
import type { Link } from './adaptive/link-model.ts';
import { planPrefetch } from './adaptive/plan-prefetch.ts';
import type { CandidateReel, PlanningFacts } from './adaptive/planning-facts.ts';
import { estimateSegmentBytes, type RenditionSizes } from './adaptive/segment-sizes.ts';
import type { Setting, WatchTimeModel } from './adaptive/watch-time.ts';
import { type Goal, type PlannableReel, upcomingReels } from './goal.ts';

export type AdaptiveFacts = {
  readonly view: View;
  readonly direction: 1 | -1;
  readonly identity: Identity;
  /** Whether a resource is cached already. */
  readonly has: (key: string) => boolean;
  /** How many bytes a resource had when it was fetched; undefined if it never was. */
  readonly bytesOf: (key: string) => number | undefined;
  readonly link: Link;
  readonly watchTime: WatchTimeModel;
  readonly setting: Setting;
  readonly nowMs: number;
};

/** Assumed until a reel's playlist is known; usual in the demo and most feeds. */
const usualSegmentSeconds = 2;
const usualBps = 1_000_000;
/** The ladder assumed for a reel without a manifest, or one that is still unknown. */
const usualLadder = [{ uri: '', bandwidthBps: usualBps, averageBandwidthBps: usualBps }];
/**
 * How many reels a plan looks ahead: as many as the grand challenge, by which it is benchmarked. Farther reels are too
 * unlikely to be reached within a plan's lifetime.
 */
const reelsAhead = 4;
const dataSaverCostFactor = 4;
/**
 * How much of a reel a plan considers, around the playback position or from the beginning of a coming reel: as far as
 * players buffer and plans reach, and as far back as fetched segments help to estimate sizes. So planning a film costs
 * no more than planning a reel.
 */
const reach = { behindSeconds: 120, aheadSeconds: 150 };
/**
 * A visit to a feed is about ten reels long. With a share of 1 the plan would fetch several seconds of the farthest
 * reel ahead, since nearly everyone who reaches that reel watches them. On recorded sessions ten more of every hundred
 * bytes were wasted, and stalls were not reduced.
 */
const usualGoingOnShare = 0.9;

/**
 * Returns what the adaptive plan fetches of the reels ahead before the playing reel needs the link again. That reel's
 * own items are left to its player, which fetches them itself; other transfers would only delay them.
 */
export function adaptiveGoals(reels: readonly PlannableReel[], facts: AdaptiveFacts): { goals: Goal[]; rest: string } {
  const planning = planningFactsOf(reels, facts, chosenLadder);
  if (planning === undefined) return { goals: [], rest: 'no reel is playing' };
  const plan = planPrefetch(planning);
  const firstOfPlaying = plan.items.findIndex(({ reelId }) => reelId === planning.playing.reelId);
  const goals = plan.items
    .slice(0, firstOfPlaying === -1 ? plan.items.length : firstOfPlaying)
    .map(({ reelId, untilSeconds, reason }) => ({ reelId, seconds: untilSeconds, strategy: 'ai_adaptive', reason }));
  return { goals, rest: plan.rest.reason };
}

/** Returns the rendition in which the plan would begin this reel; undefined if it would not fetch it. */
export function adaptiveRendition(
  reelId: string,
  manifest: Manifest,
  reels: readonly PlannableReel[],
  facts: AdaptiveFacts,
): Rendition | undefined {
  const ladder = sustainableBy(facts.link, ladderOf(manifest));
  const open = { manifest, rendition: null, tracks: [], missing: [] };
  const others = reels.filter(({ reel }) => reel.id !== reelId);
  const reel = facts.view.reels.find(({ id }) => id === reelId);
  if (reel === undefined) return undefined;
  const planning = planningFactsOf([...others, { reel, outline: open }], facts, (outline) =>
    sustainableBy(facts.link, wholeLadder(outline)),
  );
  const item = planning && planPrefetch(planning).items.find((one) => one.reelId === reelId);
  return item === undefined ? undefined : ladder[item.rendition];
}

/** The renditions that the link sustains, or the lowest one: a reel stays in the rendition in which it is begun. */
function sustainableBy<R extends Rates>({ bps }: Link, ladder: readonly R[]): readonly R[] {
  const sustainable = ladder.filter((rendition) => bpsOf(rendition) <= bps);
  return sustainable.length > 0 ? sustainable : ladder.slice(0, 1);
}

function bpsOf({ averageBandwidthBps, bandwidthBps }: Rates): number {
  return averageBandwidthBps ?? bandwidthBps;
}

/** Whether the link cannot sustain the chosen rendition and there is a lower one. */
export function isTooHeavy({ manifest, rendition }: Outline, link: Link): boolean {
  if (manifest === null || rendition === null) return false;
  return (
    bpsOf(rendition) > link.bps && ladderOf(manifest).some(({ bandwidthBps }) => bandwidthBps < rendition.bandwidthBps)
  );
}

/** The interchangeable renditions, lowest first: those with the video codec of the first one listed. */
export function ladderOf({ renditions }: Manifest): Rendition[] {
  const withPicture = renditions.filter(hasPicture);
  const candidates = withPicture.length > 0 ? withPicture : renditions;
  const family = (rendition: Rendition | undefined) => videoCodecOf(rendition?.codecs ?? null);
  const [first] = candidates;
  return candidates
    .filter((rendition) => family(rendition) === family(first))
    .toSorted((a, b) => a.bandwidthBps - b.bandwidthBps);
}

type Rates = Pick<Rendition, 'uri' | 'bandwidthBps' | 'averageBandwidthBps'>;
/** Selects the renditions of a reel that a plan considers. */
export type LadderOf = (outline: Outline | undefined) => readonly Rates[];

export const wholeLadder: LadderOf = (outline) => (outline?.manifest ? ladderOf(outline.manifest) : usualLadder);
/** A reel that is begun stays in its rendition. */
const chosenLadder: LadderOf = (outline) => (outline?.rendition ? [outline.rendition] : wholeLadder(outline));

/** Returns what the worker knows in the form that a plan takes; undefined when no reel plays. */
export function planningFactsOf(
  reels: readonly PlannableReel[],
  facts: AdaptiveFacts,
  ladder: LadderOf,
): PlanningFacts | undefined {
  const { view, direction, link, watchTime, setting, nowMs } = facts;
  const current = view.reels[view.currentIndex];
  if (current === undefined) return undefined;
  const { positionSeconds, bufferAheadSeconds, bufferedToEnd } = view.playback;
  const bufferedTo = bufferedToEnd ? Infinity : positionSeconds + bufferAheadSeconds;
  return {
    playing: { ...candidateOf(current, reels, facts, ladder, bufferedTo), positionSeconds },
    coming: upcomingReels(view, direction)
      .slice(0, reelsAhead)
      .map((reel) => candidateOf(reel, reels, facts, ladder, 0)),
    link,
    lastBps: outlineOf(view.reels[view.currentIndex - direction], reels)?.rendition?.bandwidthBps ?? null,
    saveDataFactor: view.device.connection.saveData ? dataSaverCostFactor : 1,
    goingOnShare: usualGoingOnShare,
    watchTime,
    setting,
    nowMs,
  };
}

function outlineOf(reel: ReelInView | undefined, reels: readonly PlannableReel[]): Outline | undefined {
  return reels.find((planned) => planned.reel.id === reel?.id)?.outline;
}

/** Returns the segments that a plan considers; undefined until the playlist is known. */
export function segmentsInReach(
  reel: ReelInView,
  outline: Outline | undefined,
  view: View,
): readonly Segment[] | undefined {
  const playlist = outline?.tracks[0]?.playlist;
  if (playlist === undefined) return undefined;
  const fromSeconds = positionIn(reel, view);
  return segmentsCovering(playlist, Math.max(0, fromSeconds - reach.behindSeconds), fromSeconds + reach.aheadSeconds);
}

function positionIn({ id }: ReelInView, { reels, currentIndex, playback }: View): number {
  return id === reels[currentIndex]?.id ? playback.positionSeconds : 0;
}

function candidateOf(
  reel: ReelInView,
  reels: readonly PlannableReel[],
  facts: AdaptiveFacts,
  ladderOfOutline: LadderOf,
  bufferedToSeconds: number,
): CandidateReel {
  const outline = outlineOf(reel, reels);
  const listed = segmentsInReach(reel, outline, facts.view);
  const segments = listed ?? guessSegments(reel, positionIn(reel, facts.view));
  const ladder = ladderOfOutline(outline);
  const chosen = Math.max(
    0,
    ladder.findIndex(({ uri }) => uri === outline?.rendition?.uri),
  );
  const keys = listed?.map(({ uri, range }) => keyFor(uri, facts.identity, range));
  const isCached = (index: number) => keys !== undefined && facts.has(keys[index] ?? '');
  const segmentSeconds = segments.map(({ durationSeconds }) => durationSeconds);
  return {
    reelId: reel.id,
    durationSeconds: reel.durationSeconds || (outline?.tracks[0]?.playlist.totalSeconds ?? usualSegmentSeconds),
    tags: reel.tags,
    retention: reel.retention ?? null,
    renditionBps: ladder.map(({ bandwidthBps }) => bandwidthBps),
    fromSeconds: segments[0]?.startSeconds ?? 0,
    segmentSeconds,
    segmentBytes:
      listed === undefined
        ? null
        : estimateSegmentBytes(
            ladder.map((rendition, index) => sizesOf(rendition, index === chosen ? listed : [], keys ?? [], facts)),
            segmentSeconds,
          ),
    heldRenditions: segments.map(({ startSeconds, durationSeconds }, index) =>
      startSeconds + durationSeconds <= bufferedToSeconds || isCached(index) ? chosen : null,
    ),
  };
}

function sizesOf(
  { bandwidthBps, averageBandwidthBps }: Rates,
  segments: readonly Segment[],
  keys: readonly string[],
  { bytesOf }: AdaptiveFacts,
): RenditionSizes {
  return {
    bandwidthBps,
    averageBandwidthBps,
    knownBytes: segments.map(({ range }, index) =>
      range === null ? (bytesOf(keys[index] ?? '') ?? null) : range.lastByte - range.firstByte + 1,
    ),
    bitrateBps: segments.map(({ bitrateBps }) => bitrateBps),
  };
}

function guessSegments(
  { durationSeconds }: ReelInView,
  fromSeconds: number,
): Pick<Segment, 'startSeconds' | 'durationSeconds'>[] {
  const guessedSeconds = Math.min(durationSeconds, fromSeconds + reach.aheadSeconds);
  const count = Math.max(1, Math.ceil(guessedSeconds / usualSegmentSeconds));
  return Array.from({ length: count }, (_, index) => ({
    startSeconds: index * usualSegmentSeconds,
    durationSeconds: usualSegmentSeconds,
  }));
}
