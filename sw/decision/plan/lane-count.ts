import type { Config } from '../../../src/shared/config.ts';
import { resumeFactor } from './yield-policy.ts';

const fewestLanes = 2;
const bpsPerFurtherLane = 10_000_000;

/**
 * Prefetch transfers at the same time. Two keep a slow line busy, and more would only share it; on a fast one most of a
 * transfer's time is the way there and back, which others can use.
 */
export function laneCount(throughputBps: number | null, mostLanes: number): number {
  return Math.min(mostLanes, fewestLanes + Math.floor((throughputBps ?? 0) / bpsPerFurtherLane));
}

type BufferLimits = Pick<Config['player'], 'low_water_mark' | 'hlsMaxBufferLength' | 'read_ahead_max'>;

/**
 * A viewer who leaves reels after a moment does not need a buffer for longer than that. And what has yielded must be
 * able to go on: the player has to reach the higher mark with what it may hold.
 */
export function lowWaterFor(watchSecondsPerReel: number | null, limits: BufferLimits): number {
  const mostSeconds = Math.min(limits.hlsMaxBufferLength, limits.read_ahead_max);
  return Math.min(limits.low_water_mark, mostSeconds / resumeFactor, Math.max(0.5, watchSecondsPerReel ?? Infinity));
}
