import type { LoadDepth } from './load-depth.ts';
import type { ReelPlayer } from './reel-player.ts';

/**
 * Loads the reels beside the playing one, one after the other with the likeliest next one first, and only while the
 * playing reel can spare the bytes. Calls `onLinkFree` when all of them are ready and the link can carry posters too.
 */
export function loadNeighbours(
  playing: ReelPlayer,
  neighbours: readonly (ReelPlayer | undefined)[],
  depth: LoadDepth,
  onLinkFree: () => void,
): void {
  const [next] = neighbours;
  const waiting = neighbours.filter((player) => player !== undefined);
  const isLoading = waiting.some((player) => player.role === 'parked' && player.renditionBps !== null);
  const maxNeighbours = depth.neighboursBeside(playing, isLoading, performance.now());
  if (maxNeighbours === 0) for (const player of waiting) player.holdBack();
  else if (depth.mayLoadPosters(playing) && waiting.every((player) => player.hasFrame)) onLinkFree();
  for (const player of waiting.slice(0, maxNeighbours)) {
    // A viewer who turns back sees the frame at once: the reel behind needs no more than that.
    if (player.hasFrame && player !== next) continue;
    player.load('parked');
    if (!player.hasFrame && player.failure === null) return;
  }
}

/** Whether the neighbours are ready and the playing reel can spare bytes for other transfers. */
export function isLinkFree(
  playing: ReelPlayer,
  neighbours: readonly (ReelPlayer | undefined)[],
  depth: LoadDepth,
): boolean {
  const areReady = neighbours.every((player) => player === undefined || player.hasFrame || player.failure !== null);
  return areReady && depth.neighboursBeside(playing, false, performance.now()) > 0;
}
