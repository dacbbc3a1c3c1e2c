import type { HlsConfig } from 'hls.js';
import { type KnownNetwork, usualFirstByteMs, tellingMs } from './honest-timing.ts';

export type HlsEstimator = InstanceType<HlsConfig['abrController']>['bwEstimator'];
type Measuring = Pick<HlsEstimator, 'canEstimate' | 'getEstimate' | 'getEstimateTTFB'>;

/** The network's throughput as hls.js measures it: one estimate for all players, which outlives each of them. */
export class NetworkEstimate<Estimator extends Measuring = HlsEstimator> {
  #estimator: Estimator | null = null;
  #usualBps: number | null;
  #changedAtMs = -Infinity;

  /** `usualBps` is the throughput remembered for this kind of connection; it is used until something is measured. */
  constructor(usualBps: number | null) {
    this.#usualBps = usualBps;
  }

  get measuredBps(): number | null {
    return this.#estimator?.canEstimate() === true ? this.#estimator.getEstimate() : null;
  }

  get bps(): number | null {
    return this.measuredBps ?? this.#usualBps;
  }

  get firstByteMs(): number {
    return this.#estimator?.getEstimateTTFB() ?? usualFirstByteMs;
  }

  /** Whether bytes of this age still say anything about the network now. */
  isTelling(ageMs: number, nowMs: number): boolean {
    return ageMs <= tellingMs && nowMs - ageMs >= this.#changedAtMs;
  }

  /** Returns what a loader needs to know about the network. */
  known(nowMs: number): KnownNetwork {
    const { bps, firstByteMs } = this;
    return { bps, firstByteMs, isTelling: (ageMs) => this.isTelling(ageMs, nowMs) };
  }

  /** Null until a player has measured on this network, or started to. */
  get shared(): Estimator | null {
    return this.#estimator;
  }

  /** Returns the estimator that all players use: the first one that a player passes in. */
  share(own: Estimator): Estimator {
    this.#estimator ??= own;
    return this.#estimator;
  }

  /** Adopts the estimator of a player that measures anew. Its start value replaces the remembered throughput. */
  replace(own: Estimator): void {
    this.#estimator = own;
    this.#usualBps = own.getEstimate();
  }

  /** Discards the estimate, since the page is on another network now. */
  startAnew(usualBps: number | null, nowMs: number): void {
    this.#estimator = null;
    this.#usualBps = usualBps;
    this.#changedAtMs = nowMs;
  }
}
