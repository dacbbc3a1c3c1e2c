import type HlsClass from 'hls.js';
import type { FetchLoader } from 'hls.js';

export type HlsLibrary = typeof HlsClass;

export type HlsModule = {
  readonly Hls: HlsLibrary;
  /** Delivers bytes while they arrive, unlike the default loader of hls.js. */
  readonly FetchLoader: typeof FetchLoader;
};

let library: Promise<HlsModule> | undefined;

/** Loads hls.js, which is a chunk separate from the page's script. A failed load can be retried. */
export function loadHlsLibrary(): Promise<HlsModule> {
  library ??= import('hls.js').then(
    ({ default: Hls, FetchLoader }) => ({ Hls, FetchLoader }),
    (cause: unknown) => {
      library = undefined;
      throw cause;
    },
  );
  return library;
}
