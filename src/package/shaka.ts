import { attachShaka } from '../adapters/shaka-adapter.ts';
import type { ShakaPlayer } from './shaka-player.ts';

export type { ShakaAbr, ShakaPlayer } from './shaka-player.ts';

/**
 * Makes a Shaka player know of the worker: what it measures of the network is when the bytes crossed it, and not when
 * the worker handed them over. To be called before `load()`; without a worker it changes nothing.
 */
export function attachNextreel(player: ShakaPlayer): void {
  attachShaka(player);
}
