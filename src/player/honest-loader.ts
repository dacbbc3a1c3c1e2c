import type { HlsConfig, Loader, LoaderCallbacks, LoaderConfiguration, LoaderContext } from 'hls.js';
import { honestTiming, type KnownNetwork } from './honest-timing.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { headerOf, type NetworkDetails } from './response-headers.ts';

export type LoaderClass<Context extends LoaderContext> = new (config: HlsConfig) => Loader<Context>;

export type LoaderListener<Context> = {
  readonly onResponse?: (context: Context, networkDetails: NetworkDetails) => void;
  /** The player wants it no more, and has no answer yet. */
  readonly onGiveUp: (request: GivenUpRequest) => void;
};

/** A loader of hls.js that reports when the bytes crossed the network instead of when the worker handed them over. */
export function honestLoader<Context extends LoaderContext>(
  Base: LoaderClass<Context>,
  readNetwork: () => KnownNetwork,
  { onResponse, onGiveUp }: LoaderListener<Context>,
): LoaderClass<Context> {
  return class extends Base {
    #asked: Context | null = null;

    override abort(): void {
      this.#leave();
      super.abort();
    }

    override destroy(): void {
      this.#leave();
      super.destroy();
    }

    override load(context: Context, config: LoaderConfiguration, callbacks: LoaderCallbacks<Context>): void {
      this.#asked = context;
      super.load(context, config, {
        ...callbacks,
        // It is asked for again: what is on its way for it goes on.
        onTimeout: (...timeout) => {
          this.#asked = null;
          callbacks.onTimeout(...timeout);
        },
        onError: (...error) => {
          this.#asked = null;
          callbacks.onError(...error);
        },
        onSuccess: (response, stats, loaded, networkDetails) => {
          this.#asked = null;
          const { start: startMs, first: firstMs, end: endMs } = stats.loading;
          const header = (name: string) => headerOf(networkDetails, name);
          const honest = honestTiming({ startMs, firstMs, endMs }, stats.loaded, header, readNetwork());
          stats.loading.start = honest.startMs;
          stats.loading.first = honest.firstMs;
          onResponse?.(context, networkDetails);
          callbacks.onSuccess(response, stats, loaded, networkDetails);
        },
      });
    }

    #leave(): void {
      const asked = this.#asked;
      this.#asked = null;
      if (asked === null || this.stats.loading.first > 0) return;
      // An attempt whose time ran out was a request of its own, which the worker has heard nothing of either.
      for (let attempt = 0; attempt <= this.stats.retry; attempt += 1) onGiveUp(givenUp(asked));
    }
  };
}

function givenUp({ url, rangeStart = 0, rangeEnd = 0 }: LoaderContext): GivenUpRequest {
  const range = rangeEnd === 0 ? null : `bytes=${rangeStart}-${rangeEnd - 1}`;
  return { url: new URL(url, location.href).href, range };
}
