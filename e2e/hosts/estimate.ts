import { median } from '../../bench/estimate/report.ts';
import type { Variant } from './build-beside.ts';

/** A player's estimates of the bandwidth of a link. */
export type Estimate = {
  readonly host: string;
  /** The true bandwidth of the link. */
  readonly linkBps: number;
  /** The estimate of each session, with and without Nextreel. */
  readonly sessionsBps: Readonly<Record<Variant, readonly number[]>>;
};

/**
 * Returns the relative error that Nextreel adds to a player's estimate: above 0 it is too high, below 0 too low.
 * Players err on their own too, so an estimate between their own and the true bandwidth has an error of 0.
 */
export function errorOf({ linkBps, sessionsBps }: Estimate): number {
  const aloneBps = median(sessionsBps.without);
  const bps = median(sessionsBps.with);
  const nearest = Math.min(Math.max(bps, Math.min(linkBps, aloneBps)), Math.max(linkBps, aloneBps));
  return bps / nearest - 1;
}
