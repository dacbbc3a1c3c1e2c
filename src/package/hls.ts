import type Hls from 'hls.js';
import { attachHls } from '../adapters/hls-adapter.ts';

/**
 * Makes a player of hls.js know of the worker: its estimate of the network stays true although bytes come from a cache,
 * it begins in the rendition that is here already, and the worker hears what is played. To be called before
 * `loadSource()`; without a worker it changes nothing.
 */
export function attachNextreel(hls: Hls): void {
  attachHls(hls);
}
