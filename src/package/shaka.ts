import { attachShaka } from '../adapters/shaka-adapter.ts';
import type { ShakaPlayer } from './shaka-player.ts';

export type { ShakaAbr, ShakaPlayer } from './shaka-player.ts';

/**
 * Connects a Shaka player to the worker: the player then measures when bytes crossed the network, not when the worker
 * handed them over. Call this before `load()`. Without a worker it changes nothing.
 */
export function attachNextreel(player: ShakaPlayer): void {
  attachShaka(player);
}
