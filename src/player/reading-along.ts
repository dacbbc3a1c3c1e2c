import type { HlsConfig, LoaderCallbacks, LoaderConfiguration, LoaderContext } from 'hls.js';
import { longFragmentSeconds, readMp4Address } from '../shared/mp4-address.ts';
import type { HlsLibrary } from './hls-library.ts';
import type { LoaderClass } from './honest-loader.ts';

/** Less is not worth a look of its own. */
const leastBytes = 16 * 1024;

/**
 * Whether segments are to be played while they arrive. What the worker makes of an MP4 file comes in chunks where pictures
 * depend on each other for long: half a second of ten is enough to begin with.
 */
export function isReadAlong(url: string, segments: readonly { readonly duration: number }[]): boolean {
  return readMp4Address(url) !== null && segments.some(({ duration }) => duration > longFragmentSeconds);
}

/** hls.js would wait for 128 KiB at a time. */
export function readingAlong(Base: LoaderClass<LoaderContext>): LoaderClass<LoaderContext> {
  return class extends Base {
    override load(
      context: LoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<LoaderContext>,
    ): void {
      super.load(context, { ...config, highWaterMark: leastBytes }, callbacks);
    }
  };
}

/**
 * A seek may leave a segment in the middle of a chunk. hls.js 1.7.4 puts what it has of that before the next segment, which
 * no browser can read then.
 */
export function chunkSafe(Hls: HlsLibrary): HlsConfig['streamController'] {
  return class extends Hls.DefaultConfig.streamController {
    protected override resetLoadingState(): void {
      super.resetLoadingState();
      if (this.config.progressive) this.resetTransmuxer();
    }
  };
}
