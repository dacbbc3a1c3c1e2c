import type HlsClass from 'hls.js';

export type HlsLibrary = typeof HlsClass;

let library: Promise<HlsLibrary> | undefined;

/** hls.js is a chunk of its own that loads beside the page's script; a failed load may be tried again. */
export function loadHlsLibrary(): Promise<HlsLibrary> {
  library ??= import('hls.js').then(
    ({ default: Hls }) => Hls,
    (cause: unknown) => {
      library = undefined;
      throw cause;
    },
  );
  return library;
}
