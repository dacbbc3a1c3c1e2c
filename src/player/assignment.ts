/**
 * Returns the reel for each player. `held` lists what the players hold now, `wanted` the reels that should have one,
 * most important first. A player that already holds a wanted reel keeps it, as its buffer and first frame are ready.
 */
export function assignPlayers(held: readonly (string | null)[], wanted: readonly string[]): readonly (string | null)[] {
  const served = wanted.slice(0, held.length);
  const missing = served.filter((reelId) => !held.includes(reelId));
  return held.map((reelId) => (reelId !== null && served.includes(reelId) ? reelId : (missing.shift() ?? null)));
}

/** Returns the indexes of the reels that should have a player: the current one, then the likeliest next one. */
export function wantedPlaces(current: number, length: number, direction: 1 | -1): readonly number[] {
  return [current, current + direction, current - direction].filter((index) => index >= 0 && index < length);
}
