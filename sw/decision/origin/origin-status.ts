import type { Standing } from './replica-order.ts';

/** What is known of an origin now. */
export type OriginStatus = {
  readonly base: string;
  readonly latencyMs: number;
  readonly bandwidthMbps: number;
  readonly reliability: number;
  readonly score: number;
  readonly health: number;
  readonly standing: Standing;
  readonly activeTransfers: number;
  readonly servedTransfers: number;
  readonly failedTransfers: number;
  /** How many of the last ten measurements there are. */
  readonly measurements: number;
};
