import type { HlsConfig } from 'hls.js';
import { defaultFirstByteMs, type KnownNetwork, recentMs } from './network-timing.ts';

export type HlsEstimator = InstanceType<HlsConfig['abrController']>['bwEstimator'];
type Measuring = Pick<HlsEstimator, 'canEstimate' | 'getEstimate' | 'getEstimateTTFB'>;

/** The network's throughput as hls.js measures it: one estimate for all players, which outlives each of them. */
export class NetworkEstimate<Estimator extends Measuring = HlsEstimator> {
  #estimator: Estimator | null = null;
  #rememberedBps: number | null;
  #changedAtMs = -Infinity;

  /** `rememberedBps` is the throughput remembered for this kind of connection, used until something is measured. */
  constructor(rememberedBps: number | null) {
    this.#rememberedBps = rememberedBps;
  }

  get measuredBps(): number | null {
    return this.#estimator?.canEstimate() === true ? this.#estimator.getEstimate() : null;
  }

  get bps(): number | null {
    return this.measuredBps ?? this.#rememberedBps;
  }

  get firstByteMs(): number {
    return this.#estimator?.getEstimateTTFB() ?? defaultFirstByteMs;
  }

  /** Whether bytes of this age still say anything about the network now. */
  isRecent(ageMs: number, nowMs: number): boolean {
    return ageMs <= recentMs && nowMs - ageMs >= this.#changedAtMs;
  }

  /** Returns what a loader needs to know about the network. */
  snapshot(nowMs: number): KnownNetwork {
    const { bps, firstByteMs } = this;
    return { bps, firstByteMs, isRecent: (ageMs) => this.isRecent(ageMs, nowMs) };
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

  /** Adopts the estimator of a player with its own measurement. Its start value replaces the remembered throughput. */
  replace(own: Estimator): void {
    this.#estimator = own;
    this.#rememberedBps = own.getEstimate();
  }

  /** Discards the estimate, since the page is on another network now. */
  reset(rememberedBps: number | null, nowMs: number): void {
    this.#estimator = null;
    this.#rememberedBps = rememberedBps;
    this.#changedAtMs = nowMs;
  }
}
