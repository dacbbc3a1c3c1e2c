import type Hls from 'hls.js';
import { attachHls } from '../adapters/hls-adapter.ts';

/**
 * Connects an hls.js player to the worker: its bandwidth estimate stays correct although segments come from a cache, it
 * starts in the rendition that is already cached, and the worker learns which rendition it loads. Call this before
 * `loadSource()`. Without a worker it changes nothing.
 */
export function attachNextreel(hls: Hls): void {
  attachHls(hls);
}
