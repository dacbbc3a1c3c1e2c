import type { HlsConfig, Loader, LoaderCallbacks, LoaderConfiguration, LoaderContext, LoaderStats } from 'hls.js';
import type { GivenUpRequest } from '../shared/messages.ts';
import { absoluteUrl } from './absolute-url.ts';
import { type KnownNetwork, networkTiming } from './network-timing.ts';
import { headerOf, type NetworkDetails } from './response-headers.ts';

export type LoaderClass<Context extends LoaderContext> = new (config: HlsConfig) => Loader<Context>;

export type LoaderListener<Context> = {
  readonly onResponse?: (context: Context, networkDetails: NetworkDetails, requestedAtMs: number) => void;
  /** The player has given up a request before its response began. */
  readonly onGiveUp: (request: GivenUpRequest) => void;
};

/** Makes an hls.js loader report when the bytes crossed the network instead of when the worker delivered them. */
export function networkTimingLoader<Context extends LoaderContext>(
  Base: LoaderClass<Context>,
  readNetwork: () => KnownNetwork,
  { onResponse, onGiveUp }: LoaderListener<Context>,
): LoaderClass<Context> {
  /** Number of timed-out attempts per file and range. The worker does not know that these requests have ended. */
  const timedOut = new Map<string, number>();

  return class extends Base {
    #pending: Context | null = null;

    override abort(): void {
      this.#giveUpPending();
      super.abort();
    }

    override destroy(): void {
      this.#giveUpPending();
      super.destroy();
    }

    override load(context: Context, config: LoaderConfiguration, callbacks: LoaderCallbacks<Context>): void {
      this.#pending = context;
      super.load(context, config, {
        ...callbacks,
        // hls.js will retry, so the transfer goes on and is not reported as given up.
        onTimeout: (...timeout) => {
          this.#pending = null;
          timedOut.set(nameOf(context), (timedOut.get(nameOf(context)) ?? 0) + 1);
          callbacks.onTimeout(...timeout);
        },
        onError: (...error) => {
          this.#end(context);
          callbacks.onError(...error);
        },
        onSuccess: (response, stats, loaded, networkDetails) => {
          this.#end(context);
          // A custom loader of the page may keep different stats.
          if (!hasTimes(stats)) return callbacks.onSuccess(response, stats, loaded, networkDetails);
          const { start: startMs, first: firstMs, end: endMs } = stats.loading;
          const header = (name: string) => headerOf(networkDetails, name);
          const timing = networkTiming({ startMs, firstMs, endMs }, stats.loaded, header, readNetwork());
          stats.loading.start = timing.startMs;
          stats.loading.first = timing.firstMs;
          onResponse?.(context, networkDetails, startMs);
          callbacks.onSuccess(response, stats, loaded, networkDetails);
        },
      });
    }

    #end(context: Context): void {
      this.#pending = null;
      timedOut.delete(nameOf(context));
    }

    #giveUpPending(): void {
      const pending = this.#pending;
      if (pending === null) return;
      // A custom loader of the page may keep different stats, or none.
      const stats: Partial<LoaderStats> | undefined = this.stats;
      const attempts = 1 + (timedOut.get(nameOf(pending)) ?? 0) + (stats?.retry ?? 0);
      this.#end(pending);
      if ((stats?.loading?.first ?? 0) > 0) return;
      for (let attempt = 0; attempt < attempts; attempt += 1) onGiveUp(givenUp(pending));
    }
  };
}

function hasTimes(stats: Partial<LoaderStats>): boolean {
  return stats.loading !== undefined;
}

function nameOf({ url, rangeStart = 0, rangeEnd = 0 }: LoaderContext): string {
  return `${url} ${rangeStart}-${rangeEnd}`;
}

function givenUp({ url, rangeStart = 0, rangeEnd = 0 }: LoaderContext): GivenUpRequest {
  const range = rangeEnd === 0 ? null : `bytes=${rangeStart}-${rangeEnd - 1}`;
  return { url: absoluteUrl(url), range, atMs: Date.now() };
}
