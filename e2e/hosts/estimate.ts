import { median } from '../../bench/estimate/report.ts';
import type { Variant } from './build-beside.ts';

/** What a player takes the link for. */
export type Estimate = {
  readonly host: string;
  /** What the link is. */
  readonly linkBps: number;
  /** Of each session, with Nextreel and without. */
  readonly sessionsBps: Readonly<Record<Variant, readonly number[]>>;
};

/**
 * How far off a player is because of Nextreel, as a share: above 0 it takes the link for too fast, below for too slow.
 * Players are wrong by themselves too. What lies between that and what the link is errs less than without Nextreel.
 */
export function errorOf({ linkBps, sessionsBps }: Estimate): number {
  const aloneBps = median(sessionsBps.without);
  const bps = median(sessionsBps.with);
  const nearest = Math.min(Math.max(bps, Math.min(linkBps, aloneBps)), Math.max(linkBps, aloneBps));
  return bps / nearest - 1;
}
