import type { ReelFormat } from '../shared/feed.ts';
import { controller } from '../worker-client/controller.ts';
import { type EngineRules, rulesFor } from './engine-rules.ts';

export type BrowserSupport = {
  readonly hasMediaSource: boolean;
  readonly hasNativeHls: boolean;
  readonly hasH264: boolean;
};

export type BackendKind = 'hls.js' | 'native' | 'none';

/**
 * Prefers hls.js: native HLS never passes through a worker, and Chromium answers "maybe" when asked for it. With a
 * worker MP4 files are played as HLS, too.
 */
export function backendFor(format: ReelFormat, support: BrowserSupport, hasWorker: boolean): BackendKind {
  if (format === 'mp4') return hasWorker && support.hasMediaSource ? 'hls.js' : 'native';
  if (support.hasMediaSource) return 'hls.js';
  return support.hasNativeHls ? 'native' : 'none';
}

/** Returns what the viewer should know before anything plays; null if there is nothing to say. */
export function supportNotice(support: BrowserSupport): string | null {
  if (!support.hasMediaSource && !support.hasNativeHls) {
    return 'This browser cannot play streamed video: only MP4 files will play.';
  }
  if (!support.hasH264) {
    return 'This browser has no H.264 decoder: only reels in other formats will play.';
  }
  return null;
}

/** Whether a worker answers this page's requests. */
export function isControlled(): boolean {
  return controller() !== null;
}

let probed: BrowserSupport | undefined;

export function browserSupport(): BrowserSupport {
  probed ??= probe();
  return probed;
}

/** An iPhone has only ManagedMediaSource, older browsers have only MediaSource, and some browsers have neither. */
const {
  ManagedMediaSource,
  MediaSource,
}: { ManagedMediaSource?: typeof window.MediaSource; MediaSource?: typeof window.MediaSource } = globalThis;

export const engineRules: EngineRules = rulesFor({
  hasMediaSource: MediaSource !== undefined,
  hasManagedMediaSource: ManagedMediaSource !== undefined,
});

function probe(): BrowserSupport {
  const h264 = 'video/mp4; codecs="avc1.42E01E,mp4a.40.2"';
  const mediaSource = ManagedMediaSource ?? MediaSource;
  const video = document.createElement('video');
  return {
    hasMediaSource: mediaSource !== undefined,
    hasNativeHls: video.canPlayType('application/vnd.apple.mpegurl') !== '',
    hasH264: mediaSource?.isTypeSupported(h264) ?? video.canPlayType(h264) !== '',
  };
}
