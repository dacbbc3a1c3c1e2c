export type PlayerFacts = {
  readonly reelId: string;
  readonly hasFailed: boolean;
  /** It should move: it plays, is visible, and has bytes for more than the next moment. */
  readonly shouldMove: boolean;
  readonly positionSeconds: number;
};

export type PlayerWatch = {
  readonly reelId: string;
  readonly positionSeconds: number;
  /** Since when the picture has not moved though it should; null while all is well. */
  readonly badSinceMs: number | null;
  readonly restarts: number;
};

export const newWatch: PlayerWatch = { reelId: '', positionSeconds: -1, badSinceMs: null, restarts: 0 };

/** How long a player may be dead before it is started again: a little longer each time. */
const patienceMs = 3000;
/** A reel that kills its player again and again is left to the viewer. */
const mostRestarts = 3;

export type Verdict = { readonly watch: PlayerWatch; readonly health: 'ok' | 'failed'; readonly mustRestart: boolean };

/** Tells from one look after the other whether the player of the current reel lives, and when it is started again. */
export function watchPlayer(before: PlayerWatch, facts: PlayerFacts, nowMs: number): Verdict {
  const { reelId, positionSeconds, hasFailed, shouldMove } = facts;
  const known = before.reelId === reelId ? before : { ...newWatch, reelId };
  const isBad = hasFailed || (shouldMove && positionSeconds === known.positionSeconds);
  if (!isBad) return { watch: { ...known, positionSeconds, badSinceMs: null }, health: 'ok', mustRestart: false };
  const badSinceMs = known.badSinceMs ?? nowMs;
  const isDead = nowMs - badSinceMs >= patienceMs * (known.restarts + 1);
  const mustRestart = isDead && known.restarts < mostRestarts;
  const watch = mustRestart
    ? { ...known, positionSeconds, badSinceMs: null, restarts: known.restarts + 1 }
    : { ...known, positionSeconds, badSinceMs };
  return { watch, health: isDead || hasFailed ? 'failed' : 'ok', mustRestart };
}
