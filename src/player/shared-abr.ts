import type HlsClass from 'hls.js';
import type { Events, FragLoadingData, HlsConfig } from 'hls.js';
import type { HlsLibrary } from './hls-library.ts';
import type { NetworkEstimate } from './network-estimate.ts';

/** Returns hls.js's own ABR controller, made to use the estimate that all players share. */
export function sharedAbr(Hls: HlsLibrary, estimate: NetworkEstimate): HlsConfig['abrController'] {
  return class extends Hls.DefaultConfig.abrController {
    constructor(hls: HlsClass) {
      super(hls);
      this.bwEstimator = estimate.share(this.bwEstimator);
    }

    override resetEstimator(bps?: number): void {
      super.resetEstimator(bps);
      estimate.replace(this.bwEstimator);
    }

    /** Since the last segment another player may have replaced the estimator, or the page may have changed networks. */
    protected override onFragLoading(event: Events.FRAG_LOADING, data: FragLoadingData): void {
      if (estimate.shared === null) this.resetEstimator(estimate.bps ?? Hls.DefaultConfig.abrEwmaDefaultEstimate);
      else this.bwEstimator = estimate.shared;
      super.onFragLoading(event, data);
    }
  };
}
