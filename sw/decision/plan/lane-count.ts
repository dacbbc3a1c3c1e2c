import type { Config } from '../../../src/shared/config.ts';
import { resumeFactor } from './yield-policy.ts';

const fewestLanes = 2;
const bpsPerFurtherLane = 10_000_000;

/**
 * The number of concurrent prefetch transfers. Two keep a slow link busy, and more would only share it. On a fast link
 * most of a transfer's time is the round trip, during which others can use the link.
 */
export function laneCount(throughputBps: number | null, mostLanes: number): number {
  return Math.min(mostLanes, fewestLanes + Math.floor((throughputBps ?? 0) / bpsPerFurtherLane));
}

type BufferLimits = Pick<Config['player'], 'low_water_mark' | 'hlsMaxBufferLength' | 'read_ahead_max'>;

/**
 * The seconds of buffer below which prefetching yields. It need not exceed the time that the viewer spends on a reel.
 * Prefetching must also be able to resume: the player's longest buffer has to reach the higher, resuming mark.
 */
export function lowWaterFor(watchSecondsPerReel: number | null, limits: BufferLimits): number {
  const mostSeconds = Math.min(limits.hlsMaxBufferLength, limits.read_ahead_max);
  return Math.min(limits.low_water_mark, mostSeconds / resumeFactor, Math.max(0.5, watchSecondsPerReel ?? Infinity));
}
