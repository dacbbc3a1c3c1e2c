export type PlayerFacts = {
  readonly reelId: string;
  readonly hasFailed: boolean;
  /** Playback should be advancing: the video plays, and more than the next moment is buffered. */
  readonly shouldMove: boolean;
  readonly positionSeconds: number;
};

export type PlayerWatch = {
  readonly reelId: string;
  readonly positionSeconds: number;
  /** Since when the position has been stuck although it should advance; null while all is well. */
  readonly stuckSinceMs: number | null;
  readonly restarts: number;
};

export const newWatch: PlayerWatch = { reelId: '', positionSeconds: -1, stuckSinceMs: null, restarts: 0 };

/** How long a player may be stuck before it is restarted; longer after each restart. */
const restartAfterMs = 3000;
/** After this many restarts the reel is left to the viewer. */
const maxRestarts = 3;

export type PlayerHealth = 'ok' | 'failed';
export type Verdict = { readonly watch: PlayerWatch; readonly health: PlayerHealth; readonly mustRestart: boolean };

/** Decides at each check whether the current reel's player is alive, and when to restart it if it may be restarted. */
export function watchPlayer(before: PlayerWatch, facts: PlayerFacts, nowMs: number, mayRestart: boolean): Verdict {
  const { reelId, positionSeconds, hasFailed, shouldMove } = facts;
  const known = before.reelId === reelId ? before : { ...newWatch, reelId };
  const isStuck = hasFailed || (shouldMove && positionSeconds === known.positionSeconds);
  if (!isStuck) return { watch: { ...known, positionSeconds, stuckSinceMs: null }, health: 'ok', mustRestart: false };
  const stuckSinceMs = known.stuckSinceMs ?? nowMs;
  const isDead = nowMs - stuckSinceMs >= restartAfterMs * (known.restarts + 1);
  const mustRestart = mayRestart && isDead && known.restarts < maxRestarts;
  const watch = mustRestart
    ? { ...known, positionSeconds, stuckSinceMs: null, restarts: known.restarts + 1 }
    : { ...known, positionSeconds, stuckSinceMs };
  return { watch, health: isDead || hasFailed ? 'failed' : 'ok', mustRestart };
}
