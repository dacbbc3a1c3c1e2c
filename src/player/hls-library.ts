import type HlsClass from 'hls.js';
import type { FetchLoader } from 'hls.js';

export type HlsLibrary = typeof HlsClass;

export type HlsModule = {
  readonly Hls: HlsLibrary;
  /** Gives bytes away while they arrive, as the loader that hls.js uses otherwise does not. */
  readonly FetchLoader: typeof FetchLoader;
};

let library: Promise<HlsModule> | undefined;

/** hls.js is a chunk of its own that loads beside the page's script; a failed load may be tried again. */
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
