import type { HlsConfig, Loader, LoaderCallbacks, LoaderConfiguration, LoaderContext } from 'hls.js';
import { honestTiming, type KnownNetwork } from './honest-timing.ts';
import { headerOf, type NetworkDetails } from './response-headers.ts';

export type LoaderClass<Context extends LoaderContext> = new (config: HlsConfig) => Loader<Context>;

/** A loader of hls.js that reports when the bytes crossed the network instead of when the worker handed them over. */
export function honestLoader<Context extends LoaderContext>(
  Base: LoaderClass<Context>,
  readNetwork: () => KnownNetwork,
  onResponse: (context: Context, networkDetails: NetworkDetails) => void,
): LoaderClass<Context> {
  return class extends Base {
    override load(context: Context, config: LoaderConfiguration, callbacks: LoaderCallbacks<Context>): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, loaded, networkDetails) => {
          const { start: startMs, first: firstMs, end: endMs } = stats.loading;
          const header = (name: string) => headerOf(networkDetails, name);
          const honest = honestTiming({ startMs, firstMs, endMs }, stats.loaded, header, readNetwork());
          stats.loading.start = honest.startMs;
          stats.loading.first = honest.firstMs;
          onResponse(context, networkDetails);
          callbacks.onSuccess(response, stats, loaded, networkDetails);
        },
      });
    }
  };
}
