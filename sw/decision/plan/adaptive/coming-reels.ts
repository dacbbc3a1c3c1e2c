import type { DecisionState, ReelState } from './decision-state.ts';
import { type AfterSwipe, Foresight, type SegmentAhead } from './foresight.ts';
import { endOfReach, segmentsOf } from './reach.ts';

/** The segments of coming reels that may be fetched ahead, in order, and the value of what follows a swipe. */
export type ComingReels = { readonly ahead: readonly SegmentAhead[]; readonly afterSwipe: AfterSwipe };

const nextReach = { seconds: 6, segments: 6 };
/** The number of segments ahead that one decision considers. */
const mostAhead = 2;

/** Looks ahead two swipes: the first leads to the next reel, the second to the beginning of the reel after it. */
export function lookAhead(state: DecisionState): ComingReels {
  const { reels, firstMissing, link, weights } = state;
  const [, next, second] = reels;
  if (next === undefined || segmentsOf(next) === 0) return { ahead: [], afterSwipe: () => 0 };
  const reachedShare = next.survival[0] ?? 1;
  const heldOfNext = firstMissing[1] ?? 0;
  const opening =
    second !== undefined && segmentsOf(second) > 0 && (firstMissing[2] ?? 0) === 0
      ? segmentAhead(second, 2, 0)
      : undefined;
  const aheadOfNext = opening === undefined ? [] : [opening];
  const afterNext: AfterSwipe = (held, rendition, busySeconds, bringsNext) => {
    const missing = aheadOfNext[held];
    if (missing === undefined) return 0;
    if (bringsNext) return -weights.stallPerSecond * busySeconds;
    const kilobits = missing.kilobits[rendition] ?? 0;
    const seconds = busySeconds + link.overheadSeconds + (kilobits * 1000) / link.bps;
    const qualityValue = missing.share * missing.seconds * (weights.quality[rendition] ?? 0);
    return qualityValue - (weights.costPerMegabit * kilobits) / 1000 - weights.stallPerSecond * seconds;
  };
  const until = endOfReach(next, heldOfNext, nextReach);
  const beginSeconds = next.startSeconds[0] ?? 0;
  const stretch = { reel: next, positionSeconds: beginSeconds, from: heldOfNext, until };
  const foresight = new Foresight(state, stretch, aheadOfNext, afterNext);

  const ahead: SegmentAhead[] = heldOfNext === 0 ? [segmentAhead(next, 1, 0)] : [];
  if (opening !== undefined) ahead.push(opening);
  for (let at = Math.max(1, heldOfNext); at < until && ahead.length < mostAhead; at += 1)
    ahead.push(segmentAhead(next, 1, at));
  const startingStates = Array.from({ length: ahead.length + 1 }, (_, held) => {
    const arrived = ahead.slice(0, held);
    const segments = heldOfNext + arrived.filter(({ reel }) => reel === 1).length;
    return {
      segments,
      seconds: (next.startSeconds[segments] ?? 0) - beginSeconds,
      heldOfSecond: arrived.filter(({ reel }) => reel === 2).length,
    };
  });
  return {
    ahead,
    afterSwipe: (held, rendition, busySeconds, bringsNext) => {
      const now = startingStates[held];
      const then = startingStates[bringsNext ? held + 1 : held];
      if (now === undefined || then === undefined) return 0;
      const stalledSeconds = Math.max(0, busySeconds - now.seconds);
      const bufferSeconds = Math.max(0, now.seconds - busySeconds) + then.seconds - now.seconds;
      const value = foresight.value(then.segments, then.heldOfSecond, rendition, bufferSeconds);
      return reachedShare * (value - weights.stallPerSecond * stalledSeconds);
    },
  };
}

function segmentAhead(reel: ReelState, index: number, segment: number): SegmentAhead {
  return {
    reel: index,
    segment,
    seconds: (reel.startSeconds[segment + 1] ?? 0) - (reel.startSeconds[segment] ?? 0),
    kilobits: reel.kilobits.map((sizes) => sizes[segment] ?? 0),
    share: reel.survival[segment] ?? 0,
  };
}
