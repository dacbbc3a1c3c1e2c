import type { HlsConfig, LoaderCallbacks, LoaderConfiguration, LoaderContext } from 'hls.js';
import { longFragmentSeconds, readMp4Address } from '../shared/mp4-address.ts';
import type { HlsLibrary } from './hls-library.ts';
import type { LoaderClass } from './network-timing-loader.ts';

/** Fewer bytes are not worth parsing on their own. */
const minBytes = 16 * 1024;

/**
 * Whether segments are played while they arrive. The worker splits MP4 fragments with long groups of pictures into
 * chunks: half a second out of ten is then enough to start with.
 */
export function isProgressive(url: string, segments: readonly { readonly duration: number }[]): boolean {
  return readMp4Address(url) !== null && segments.some(({ duration }) => duration > longFragmentSeconds);
}

/** Makes the loader deliver smaller chunks than the 128 KiB that hls.js waits for by default. */
export function smallChunkLoader(Base: LoaderClass<LoaderContext>): LoaderClass<LoaderContext> {
  return class extends Base {
    override load(
      context: LoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<LoaderContext>,
    ): void {
      super.load(context, { ...config, highWaterMark: minBytes }, callbacks);
    }
  };
}

/**
 * Discards the partial chunk when loading is reset. A seek may abandon a segment in the middle of a chunk; hls.js 1.7.4
 * would prepend the partial chunk to the next segment, which no browser could then read.
 */
export function chunkSafeController(Hls: HlsLibrary): HlsConfig['streamController'] {
  return class extends Hls.DefaultConfig.streamController {
    protected override resetLoadingState(): void {
      super.resetLoadingState();
      if (this.config.progressive) this.resetTransmuxer();
    }
  };
}
