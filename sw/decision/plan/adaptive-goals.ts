import type { ReelInView, View } from '../../../src/shared/messages.ts';
import type { Link } from './adaptive/link-model.ts';
import { planPrefetch } from './adaptive/plan-prefetch.ts';
import type { CandidateReel, PlanningFacts } from './adaptive/planning-facts.ts';
import { estimateSegmentBytes, type RenditionSizes } from './adaptive/segment-sizes.ts';
import type { Setting, WatchTimeModel } from './adaptive/watch-time.ts';
import { type Goal, type PlannableReel, upcomingReels } from './goal.ts';
import type { Outline } from '../playlist/outline.ts';
import type { Manifest, Rendition } from '../playlist/parse-manifest.ts';
import type { Segment } from '../playlist/parse-playlist.ts';
import { segmentsCovering } from '../playlist/segments-covering.ts';
import { type Identity, resourceOf } from '../resource/resource.ts';

export type AdaptiveFacts = {
  readonly view: View;
  readonly direction: 1 | -1;
  readonly identity: Identity;
  /** Whether a resource is here already. */
  readonly has: (key: string) => boolean;
  /** How many bytes a resource had when it was fetched; undefined when it never was. */
  readonly bytesOf: (key: string) => number | undefined;
  readonly link: Link;
  readonly watchTime: WatchTimeModel;
  readonly setting: Setting;
  readonly nowMs: number;
};

/** As in the demo and most feeds: assumed until a reel's playlist is known. */
const usualSegmentSeconds = 2;
const usualBps = 1_000_000;
/** Of a reel that has no manifest, or of which nothing is known. */
const usualLadder = [{ uri: '', bandwidthBps: usualBps, averageBandwidthBps: usualBps }];
/**
 * The plan looks this far, as the challenge does, by which it is judged; farther reels are too unlikely to be reached
 * within a plan's life.
 */
const reelsAhead = 4;
const dearWhenSaving = 4;
/**
 * So much of a reel is thought of, around the position and at the beginning of those that come: as far as players buffer
 * and plans reach, and what has been fetched, which tells how large its segments are. A plan of a film costs what one of
 * a reel does.
 */
const reach = { behindSeconds: 120, aheadSeconds: 150 };
/**
 * A visit to a feed is some ten reels long. Did everybody go on for ever, the plan would fetch seconds of the farthest reel
 * ahead, since nearly all who reach it watch them: on recorded sessions ten more of a hundred bytes were never watched,
 * and nothing stalled less.
 */
const usualGoingOnShare = 0.9;

/**
 * What the adaptive plan fetches of the reels ahead before the playing reel needs the line again. That reel's own items
 * are left to its player, which is fetching them itself: what is begun beside them would only hold them up.
 */
export function adaptiveGoals(reels: readonly PlannableReel[], facts: AdaptiveFacts): { goals: Goal[]; rest: string } {
  const planning = planningFactsOf(reels, facts, chosenLadder);
  if (planning === undefined) return { goals: [], rest: 'nothing: no reel plays' };
  const plan = planPrefetch(planning);
  const firstOfPlaying = plan.items.findIndex(({ reelId }) => reelId === planning.playing.reelId);
  const goals = plan.items
    .slice(0, firstOfPlaying === -1 ? plan.items.length : firstOfPlaying)
    .map(({ reelId, untilSeconds, reason }) => ({ reelId, seconds: untilSeconds, strategy: 'ai_adaptive', reason }));
  return { goals, rest: plan.rest.reason };
}

/** The rendition in which the plan would fetch the beginning of this reel, which is not begun in any yet. */
export function adaptiveRendition(
  reelId: string,
  manifest: Manifest,
  reels: readonly PlannableReel[],
  facts: AdaptiveFacts,
): Rendition | undefined {
  const ladder = carriedBy(facts.link, ladderOf(manifest));
  const open = { manifest, rendition: null, tracks: [], missing: [] };
  const others = reels.filter(({ reel }) => reel.id !== reelId);
  const reel = facts.view.reels.find(({ id }) => id === reelId);
  if (reel === undefined) return undefined;
  const planning = planningFactsOf([...others, { reel, outline: open }], facts, (outline) =>
    carriedBy(facts.link, wholeLadder(outline)),
  );
  const item = planning && planPrefetch(planning).items.find((one) => one.reelId === reelId);
  return item === undefined ? undefined : ladder[item.rendition];
}

/** A reel that is begun stays in its rendition, so that must not be one that the link cannot go on with. */
function carriedBy<R extends Rates>({ bps }: Link, ladder: readonly R[]): readonly R[] {
  const carried = ladder.filter((rendition) => (rendition.averageBandwidthBps ?? rendition.bandwidthBps) <= bps);
  return carried.length > 0 ? carried : ladder.slice(0, 1);
}

/** Whether the link cannot go on with the chosen rendition, and could with a lower one. */
export function isTooHeavy({ manifest, rendition }: Outline, link: Link): boolean {
  if (manifest === null || rendition === null) return false;
  const ladder = ladderOf(manifest);
  return ladder.indexOf(rendition) >= carriedBy(link, ladder).length;
}

/** Renditions that can stand for each other, lowest first: those of the first one's picture codec. */
export function ladderOf({ renditions }: Manifest): Rendition[] {
  const family = (rendition: Rendition | undefined) => rendition?.codecs?.split(/[.,]/, 1)[0];
  const [first] = renditions;
  return renditions
    .filter((rendition) => family(rendition) === family(first))
    .toSorted((a, b) => a.bandwidthBps - b.bandwidthBps);
}

type Rates = Pick<Rendition, 'uri' | 'bandwidthBps' | 'averageBandwidthBps'>;
/** Which renditions of a reel are to be thought of. */
export type LadderOf = (outline: Outline | undefined) => readonly Rates[];

export const wholeLadder: LadderOf = (outline) => (outline?.manifest ? ladderOf(outline.manifest) : usualLadder);
/** A reel that is begun stays in its rendition. */
const chosenLadder: LadderOf = (outline) => (outline?.rendition ? [outline.rendition] : wholeLadder(outline));

/** What the worker knows, as a plan takes it. Undefined when no reel plays. */
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
    saveDataFactor: view.device.connection.saveData ? dearWhenSaving : 1,
    goingOnShare: usualGoingOnShare,
    watchTime,
    setting,
    nowMs,
  };
}

function outlineOf(reel: ReelInView | undefined, reels: readonly PlannableReel[]): Outline | undefined {
  return reels.find((planned) => planned.reel.id === reel?.id)?.outline;
}

/** The segments that a plan thinks of; undefined where they are not known. */
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
  const keys = listed?.map(({ uri, range }) => resourceOf(uri, range, facts.identity).key);
  const isHere = (index: number) => keys !== undefined && facts.has(keys[index] ?? '');
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
    inHand: segments.map(({ startSeconds, durationSeconds }, index) =>
      startSeconds + durationSeconds <= bufferedToSeconds || isHere(index) ? chosen : null,
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
