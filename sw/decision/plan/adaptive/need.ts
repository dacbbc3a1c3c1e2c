import type { ReelState } from './decision-state.ts';
import { segmentAt, survivalAt } from './survival.ts';

/** How likely a segment is to be watched, and in how many seconds playback may first need it. */
export type Need = { readonly probability: number; readonly inSeconds: number };

/** The share of viewers who get to the segment earlier than `inSeconds`. */
const hurriedShare = 0.1;

export function expectNeed(reels: readonly ReelState[], reel: number, segment: number, positionSeconds: number): Need {
  const target = reels[reel];
  const [playing] = reels;
  if (target === undefined || playing === undefined) return { probability: 0, inSeconds: Infinity };
  const startSeconds = target.startSeconds[segment] ?? 0;
  const survivalNow = survivalAt(playing, segmentAt(playing, positionSeconds), positionSeconds);
  if (reel === 0) {
    const probability = survivalNow > 0 ? Math.min(1, (target.survival[segment] ?? 0) / survivalNow) : 0;
    return { probability, inSeconds: Math.max(0, startSeconds - positionSeconds) };
  }
  // To arrive early a viewer must leave every reel before it early, and those probabilities multiply.
  const share = hurriedShare ** (1 / reel);
  let inSeconds = startSeconds + leavingTime(playing, survivalNow * (1 - share)) - positionSeconds;
  for (const between of reels.slice(1, reel))
    inSeconds += leavingTime(between, (between.survival[0] ?? 1) * (1 - share));
  return { probability: target.survival[segment] ?? 0, inSeconds: Math.max(0, inSeconds) };
}

/** The second at which survival falls to `left`, or the end of the reel if it stays above. */
function leavingTime({ startSeconds, survival }: ReelState, left: number): number {
  for (let at = 0; at < survival.length - 1; at += 1) {
    const before = survival[at] ?? 0;
    const after = survival[at + 1] ?? 0;
    if (after > left) continue;
    const from = startSeconds[at] ?? 0;
    const to = startSeconds[at + 1] ?? from;
    return before > after ? from + ((to - from) * Math.max(0, before - left)) / (before - after) : from;
  }
  return startSeconds.at(-1) ?? 0;
}
