import { type RolloutSetup, survivalAt } from './rollout-setup.ts';
import { noisePaths, slowdownAt } from './transfer-noise.ts';

/**
 * A whole way to go on: in which rendition, how many seconds to hold in hand for the playing reel beyond the time that
 * its next segment needs, and how likely a later segment of a coming reel must be watched to be worth spare time. First
 * segments of coming reels are always worth it.
 */
export type CandidatePolicy = {
  readonly rendition: number;
  readonly marginSeconds: number;
  readonly aheadProbability: number;
};

/** A transfer of the next segment of reel `reel` (0 is the playing one), or nothing (-1), and how long that takes. */
export type Action = { readonly reel: number; readonly seconds: number };

/** No rollout takes more steps; eight seconds of playback rarely need half as many. */
const maxSteps = 40;
const shortestSleepSeconds = 0.02;
/** A segment that hardly anybody who is here now will reach is not worth its bytes. */
const hopelessShare = 1e-3;

/** expected[reel][segment]: how long the transfer takes if the link behaves as usual. */
export type TransferSeconds = readonly Float64Array[];

export function listTransferSeconds({ state }: RolloutSetup, rendition: number): TransferSeconds {
  const { overheadSeconds, bps } = state.link;
  return state.reels.map(({ kilobits }) => {
    const expected = new Float64Array(kilobits[rendition] ?? []);
    for (let at = 0; at < expected.length; at += 1) expected[at] = overheadSeconds + ((expected[at] ?? 0) * 1000) / bps;
    return expected;
  });
}

/** What following the policy costs by stalls and waste, averaged over all noise paths. Never negative. */
export function expectedCost(
  setup: RolloutSetup,
  policy: CandidatePolicy,
  expected: TransferSeconds,
  giveUpAbove: number,
): number {
  let cost = 0;
  // No path can lower the cost again, so a policy that is worse already need not be followed along the others.
  for (let path = 0; path < noisePaths && cost <= giveUpAbove * noisePaths; path += 1)
    cost += costOfPath(setup, policy, expected, path);
  return cost / noisePaths;
}

/** What the policy does now, if the link behaves as usual. */
export function firstAction(setup: RolloutSetup, policy: CandidatePolicy, expected: TransferSeconds): Action {
  const { state, inHand } = setup;
  for (let reel = 0; reel < inHand.length; reel += 1) inHand[reel] = state.inHand[reel] ?? 0;
  const reel = nextFetch(setup, policy, expected, state.positionSeconds);
  const seconds =
    reel >= 0
      ? (expected[reel]?.[inHand[reel] ?? 0] ?? 0)
      : sleepSeconds(setup, policy, expected, state.positionSeconds);
  return { reel, seconds };
}

function isMissing({ playing, inHand, counts, survivalNow }: RolloutSetup): boolean {
  const held = inHand[0] ?? 0;
  return held < (counts[0] ?? 0) && (playing.survival[held] ?? 0) > hopelessShare * survivalNow;
}

function bufferSecondsAt({ playing, inHand }: RolloutSetup, position: number): number {
  return Math.max(0, (playing.startSeconds[inHand[0] ?? 0] ?? 0) - position);
}

/** The playing reel when its next segment is due, else something ahead, else nothing (-1). */
function nextFetch(setup: RolloutSetup, policy: CandidatePolicy, expected: TransferSeconds, position: number): number {
  if (isMissing(setup)) {
    const dueSeconds = (expected[0]?.[setup.inHand[0] ?? 0] ?? 0) + policy.marginSeconds;
    if (bufferSecondsAt(setup, position) < dueSeconds) return 0;
  }
  return nextAhead(setup, policy);
}

/** How long nothing is to be done: until the next segment of the playing reel is due, or until it ends. */
function sleepSeconds(
  setup: RolloutSetup,
  policy: CandidatePolicy,
  expected: TransferSeconds,
  position: number,
): number {
  const bufferSeconds = bufferSecondsAt(setup, position);
  const dueSeconds = isMissing(setup) ? (expected[0]?.[setup.inHand[0] ?? 0] ?? 0) + policy.marginSeconds : 0;
  return Math.max(shortestSleepSeconds, bufferSeconds - dueSeconds);
}

/** The coming segment that is worth spare time: first segments in feed order, then likely ones. */
function nextAhead({ state, inHand, counts }: RolloutSetup, policy: CandidatePolicy): number {
  for (let reel = 1; reel < inHand.length; reel += 1) if (inHand[reel] === 0 && (counts[reel] ?? 0) > 0) return reel;
  for (let reel = 1; reel < inHand.length; reel += 1) {
    const at = inHand[reel] ?? 0;
    if (at < (counts[reel] ?? 0) && (state.reels[reel]?.survival[at] ?? 0) >= policy.aheadProbability) return reel;
  }
  return -1;
}

/**
 * Follows the policy while the viewer stays, and at every step weighs in the share of viewers who swipe during it: what
 * they leave unwatched is waste, what the next reel lacks is a stall.
 */
function costOfPath(setup: RolloutSetup, policy: CandidatePolicy, expected: TransferSeconds, path: number): number {
  const { state, playing, inHand, counts, slowdowns, survivalNow, endSeconds } = setup;
  const { reels, weights, link } = state;
  const count = counts[0] ?? 0;
  const starts = playing.startSeconds;
  const lengthSeconds = starts[count] ?? 0;
  const sizes = playing.kilobits[policy.rendition];
  const pricePerKilobit = weights.costPerMegabit / 1000;
  for (let reel = 0; reel < inHand.length; reel += 1) inHand[reel] = state.inHand[reel] ?? 0;
  let cost = 0;
  let position = state.positionSeconds;
  let segment = setup.segment;
  let staying = 1;
  for (let step = 0; step < maxSteps && position < endSeconds - 1e-9; step += 1) {
    const held = inHand[0] ?? 0;
    const bufferSeconds = Math.max(0, (starts[held] ?? 0) - position);
    const reel = nextFetch(setup, policy, expected, position);
    let seconds: number;
    if (reel < 0) seconds = sleepSeconds(setup, policy, expected, position);
    else {
      const at = inHand[reel] ?? 0;
      const bodySeconds = (expected[reel]?.[at] ?? 0) - link.overheadSeconds;
      seconds = link.overheadSeconds + bodySeconds * slowdownAt(slowdowns, path, step);
      if (reel > 0) {
        const kilobits = reels[reel]?.kilobits[policy.rendition]?.[at] ?? 0;
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
      const stallSeconds = stallAfterSwipe(setup, expected, path, step, reel, inFlightSeconds);
      cost += swiping * (weights.stallPerSecond * stallSeconds + pricePerKilobit * unwatched);
    }
    if (position < endSeconds - 1e-9) cost += stayingAfter * weights.stallPerSecond * (seconds - playedSeconds);
    staying = stayingAfter;
    if (reel >= 0) inHand[reel] = (inHand[reel] ?? 0) + 1;
  }
  return cost;
}

/** How long the viewer waits after a swipe now: the next reel begins with what it has, while a transfer may be under way. */
function stallAfterSwipe(
  { state, next, inHand, slowdowns, followed }: RolloutSetup,
  expected: TransferSeconds,
  path: number,
  step: number,
  reelInFlight: number,
  inFlightSeconds: number,
): number {
  if (next === undefined) return 0;
  const { overheadSeconds } = state.link;
  const starts = next.startSeconds;
  let held = inHand[1] ?? 0;
  let bufferSeconds = starts[held] ?? 0;
  let stallSeconds = (next.survival[0] ?? 0) * Math.max(0, inFlightSeconds - bufferSeconds);
  bufferSeconds = Math.max(0, bufferSeconds - inFlightSeconds);
  if (reelInFlight === 1) {
    bufferSeconds += (starts[held + 1] ?? 0) - (starts[held] ?? 0);
    held += 1;
  }
  for (let at = held; at < followed; at += 1) {
    const slowdown = slowdownAt(slowdowns, path, step + at - held);
    const seconds = overheadSeconds + ((expected[1]?.[at] ?? 0) - overheadSeconds) * slowdown;
    if (seconds > bufferSeconds) stallSeconds += (seconds - bufferSeconds) * (next.survival[at] ?? 0);
    bufferSeconds = Math.max(0, bufferSeconds - seconds) + (starts[at + 1] ?? 0) - (starts[at] ?? 0);
  }
  return stallSeconds;
}
