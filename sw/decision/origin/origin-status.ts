import type { Standing } from './replica-order.ts';

/** What is known about an origin now. */
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
  /** How many measurements this is based on: at most the last ten. */
  readonly measurements: number;
};
