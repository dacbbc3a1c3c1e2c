import type { LoadDepth } from './load-depth.ts';
import type { ReelPlayer } from './reel-player.ts';

/**
 * Loads the reels beside the playing one, the likeliest next one first: one after the other, and only while the playing
 * reel can spare the bytes. `onSpare` hears of it when all of them are ready, and the line carries more than reels.
 */
export function loadNeighbours(
  playing: ReelPlayer,
  neighbours: readonly (ReelPlayer | undefined)[],
  depth: LoadDepth,
  onSpare: () => void,
): void {
  const [next] = neighbours;
  const waiting = neighbours.filter((player) => player !== undefined);
  const isLoading = waiting.some((player) => player.role === 'parked' && player.renditionBps !== null);
  const most = depth.neighboursBeside(playing, isLoading, performance.now());
  if (most === 0) for (const player of waiting) player.holdBack();
  else if (depth.mayLoadPosters(playing) && waiting.every((player) => player.hasFrame)) onSpare();
  for (const player of waiting.slice(0, most)) {
    // Who turns back sees at once what was there when the reel was left.
    if (player.hasFrame && player !== next) continue;
    player.load('parked');
    if (!player.hasFrame && player.failure === null) return;
  }
}

/** Whether the playing reel can spare bytes that none of its neighbours waits for. */
export function isLineFree(
  playing: ReelPlayer,
  neighbours: readonly (ReelPlayer | undefined)[],
  depth: LoadDepth,
): boolean {
  const areReady = neighbours.every((player) => player === undefined || player.hasFrame || player.failure !== null);
  return areReady && depth.neighboursBeside(playing, false, performance.now()) > 0;
}
