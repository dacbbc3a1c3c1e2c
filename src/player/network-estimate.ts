import type { HlsConfig } from 'hls.js';
import { type KnownNetwork, usualFirstByteMs, tellingMs } from './honest-timing.ts';

export type HlsEstimator = InstanceType<HlsConfig['abrController']>['bwEstimator'];
type Measuring = Pick<HlsEstimator, 'canEstimate' | 'getEstimate' | 'getEstimateTTFB'>;

/** What the network brings, as hls.js measures it: one estimate for all players, which outlives each of them. */
export class NetworkEstimate<Estimator extends Measuring = HlsEstimator> {
  #estimator: Estimator | null = null;
  #usualBps: number | null;
  #changedAtMs = -Infinity;

  /** `usualBps` is what this kind of connection brought before; it stands in until something is measured. */
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

  /** Whether bytes that crossed the network so long ago tell what it is like now. */
  isTelling(ageMs: number, nowMs: number): boolean {
    return ageMs <= tellingMs && nowMs - ageMs >= this.#changedAtMs;
  }

  /** What a loader needs to know of it. */
  known(nowMs: number): KnownNetwork {
    const { bps, firstByteMs } = this;
    return { bps, firstByteMs, isTelling: (ageMs) => this.isTelling(ageMs, nowMs) };
  }

  /** Null until a player has measured on this network, or begun to. */
  get shared(): Estimator | null {
    return this.#estimator;
  }

  /** The estimator that all players use: the first one that a player has brought. */
  share(own: Estimator): Estimator {
    this.#estimator ??= own;
    return this.#estimator;
  }

  /** A player has begun to measure anew, at what it takes the network for by now. */
  replace(own: Estimator): void {
    this.#estimator = own;
    this.#usualBps = own.getEstimate();
  }

  /** The page is on another network now. */
  startAnew(usualBps: number | null, nowMs: number): void {
    this.#estimator = null;
    this.#usualBps = usualBps;
    this.#changedAtMs = nowMs;
  }
}
