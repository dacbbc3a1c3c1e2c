import type { HlsConfig, LoaderConfiguration, LoaderContext } from 'hls.js';
import type { HlsLibrary } from './hls-library.ts';
import { honestTiming } from './honest-timing.ts';
import type { NetworkEstimate } from './network-estimate.ts';
import { headerOf, type NetworkDetails } from './response-headers.ts';

type Callbacks = Parameters<InstanceType<HlsConfig['loader']>['load']>[2];

/** hls.js's own loader, which reports when the bytes crossed the network instead of when the worker handed them over. */
export function honestLoader(
  Hls: HlsLibrary,
  estimate: NetworkEstimate,
  onResponse: (context: LoaderContext, networkDetails: NetworkDetails) => void,
): HlsConfig['loader'] {
  return class extends Hls.DefaultConfig.loader {
    override load(context: LoaderContext, config: LoaderConfiguration, callbacks: Callbacks): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, loaded, networkDetails) => {
          const { start: startMs, first: firstMs, end: endMs } = stats.loading;
          const honest = honestTiming(
            { startMs, firstMs, endMs },
            stats.loaded,
            (name) => headerOf(networkDetails, name),
            {
              bps: estimate.bps,
              firstByteMs: estimate.firstByteMs,
              isTelling: (ageMs) => estimate.isTelling(ageMs, performance.now()),
            },
          );
          stats.loading.start = honest.startMs;
          stats.loading.first = honest.firstMs;
          onResponse(context, networkDetails);
          callbacks.onSuccess(response, stats, loaded, networkDetails);
        },
      });
    }
  };
}
