import type { ReelInView, View } from '../../../src/shared/messages.ts';
import { planAdaptive } from './adaptive/plan.ts';
import type { AdaptivePlan, AdaptiveView, ReelView } from './adaptive/view.ts';
import type { Setting, WatchTimeModel } from './adaptive/watch-time.ts';
import { type Goal, type PlannableReel, upcomingReels } from './goal.ts';
import type { Outline } from '../playlist/outline.ts';
import type { Manifest, Rendition } from '../playlist/parse-manifest.ts';
import type { Playlist } from '../playlist/parse-playlist.ts';
import { type Identity, resourceOf } from '../resource/resource.ts';

export type AdaptiveFacts = {
  readonly view: View;
  readonly direction: 1 | -1;
  readonly identity: Identity;
  /** Whether a resource is here already. */
  readonly has: (key: string) => boolean;
  readonly link: AdaptiveView['throughput'];
  readonly watchTime: WatchTimeModel;
  readonly setting: Setting;
  readonly nowMs: number;
};

/** As in the demo and most feeds: assumed until a reel's playlist is known. */
const usualSegmentSeconds = 2;
const usualBps = 1_000_000;
/** The plan looks this far; farther reels are too unlikely to be reached within a plan's life. */
const reelsAhead = 5;
/** Few viewers stop in the middle of a feed. */
const continueProbability = 0.98;

/**
 * What the adaptive plan is worth for the reels ahead. Its items for the playing reel are left to the player, which is
 * fetching them itself; in the plan they keep their place, so that nothing ahead is thought to arrive before them.
 */
export function adaptiveGoals(reels: readonly PlannableReel[], facts: AdaptiveFacts): { goals: Goal[]; rest: string } {
  const plan = planFor(reels, facts, chosenLadder);
  const playingId = facts.view.reels[facts.view.currentIndex]?.id;
  const goals = plan.items
    .filter(({ reelId }) => reelId !== playingId)
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
  const ladder = ladderOf(manifest);
  const open = { manifest, rendition: null, tracks: [], missing: [] };
  const others = reels.filter(({ reel }) => reel.id !== reelId);
  const reel = facts.view.reels.find(({ id }) => id === reelId);
  if (reel === undefined) return undefined;
  const plan = planFor([...others, { reel, outline: open }], facts, wholeLadder);
  const item = plan.items.find((one) => one.reelId === reelId);
  return item === undefined ? undefined : ladder[item.rendition];
}

/** Renditions that can stand for each other, lowest first: those of the first one's picture codec. */
export function ladderOf({ renditions }: Manifest): Rendition[] {
  const family = (rendition: Rendition | undefined) => rendition?.codecs?.split(/[.,]/, 1)[0];
  const [first] = renditions;
  return renditions
    .filter((rendition) => family(rendition) === family(first))
    .toSorted((a, b) => a.bandwidthBps - b.bandwidthBps);
}

/** Which renditions of a reel are to be thought of. */
type LadderOf = (outline: Outline | undefined) => readonly Rendition[];

const wholeLadder: LadderOf = (outline) => (outline?.manifest ? ladderOf(outline.manifest) : []);
/** A reel that is begun stays in its rendition. */
const chosenLadder: LadderOf = (outline) => (outline?.rendition ? [outline.rendition] : wholeLadder(outline));

function planFor(reels: readonly PlannableReel[], facts: AdaptiveFacts, ladder: LadderOf): AdaptivePlan {
  const { view, direction, link, watchTime, setting, nowMs } = facts;
  const current = view.reels[view.currentIndex];
  if (current === undefined) return { items: [], rest: { reason: 'nothing: no reel plays', untilMs: nowMs } };
  const { positionSeconds, bufferAheadSeconds, bufferedToEnd } = view.playback;
  const bufferedTo = bufferedToEnd ? Infinity : positionSeconds + bufferAheadSeconds;
  const playing = { ...reelView(current, reels, facts, ladder, bufferedTo), positionSeconds };
  const coming = upcomingReels(view, direction)
    .slice(0, reelsAhead)
    .map((reel) => reelView(reel, reels, facts, ladder, 0));
  const saveDataFactor = view.device.connection.saveData ? 4 : 1;
  const adaptive = {
    playing,
    coming,
    throughput: link,
    budgetBytes: null,
    saveDataFactor,
    continueProbability,
    setting,
  };
  return planAdaptive(adaptive, watchTime, nowMs);
}

function reelView(
  reel: ReelInView,
  reels: readonly PlannableReel[],
  facts: AdaptiveFacts,
  ladderOfOutline: LadderOf,
  bufferedToSeconds: number,
): ReelView {
  const outline = reels.find((planned) => planned.reel.id === reel.id)?.outline;
  const playlist = outline?.tracks[0]?.playlist;
  const segments = playlist === undefined ? guessSegments(reel) : playlist.segments;
  const ladder = ladderOfOutline(outline);
  const chosen = Math.max(
    0,
    ladder.findIndex(({ uri }) => uri === outline?.rendition?.uri),
  );
  const isHere = (index: number) => playlist !== undefined && segmentIsHere(playlist, index, facts);
  return {
    reelId: reel.id,
    durationSeconds: reel.durationSeconds || (playlist?.totalSeconds ?? usualSegmentSeconds),
    tags: reel.tags,
    retention: null,
    // A reel of which nothing is known is thought of as an ordinary one.
    renditionBps: ladder.length === 0 ? [usualBps] : ladder.map(({ bandwidthBps }) => bandwidthBps),
    segmentSeconds: segments.map(({ durationSeconds }) => durationSeconds),
    segmentBytes: null,
    inHand: segments.map(({ startSeconds, durationSeconds }, index) =>
      startSeconds + durationSeconds <= bufferedToSeconds || isHere(index) ? chosen : null,
    ),
  };
}

function segmentIsHere({ segments }: Playlist, index: number, { has, identity }: AdaptiveFacts): boolean {
  const segment = segments[index];
  return segment !== undefined && has(resourceOf(segment.uri, segment.range, identity).key);
}

function guessSegments({ durationSeconds }: ReelInView): { startSeconds: number; durationSeconds: number }[] {
  const count = Math.max(1, Math.ceil(durationSeconds / usualSegmentSeconds));
  return Array.from({ length: count }, (_, index) => ({
    startSeconds: index * usualSegmentSeconds,
    durationSeconds: usualSegmentSeconds,
  }));
}
