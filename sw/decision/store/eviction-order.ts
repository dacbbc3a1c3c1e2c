export type Evictable = {
  readonly usedAtMs: number;
  readonly isWatched: boolean;
  /** Saved for offline, in the cache itself. */
  readonly isPinned: boolean;
};

/** Larger than any time, and small enough that a time added to it stays exact to the millisecond. */
const afterAllWatchedMs = 2 ** 52;

/**
 * The place of an entry in the order of eviction, lowest first, as a priority for the indexed heap: what was watched
 * already, then what was not; within each, the least recently used. Null for what must stay and has no place there.
 */
export function evictionRank({ usedAtMs, isWatched, isPinned }: Evictable): number | null {
  if (isPinned) return null;
  return isWatched ? usedAtMs : afterAllWatchedMs + usedAtMs;
}

/**
 * Whether the age limit has passed since the entry was stored, or lies so far ahead of a clock that was set back. A pinned
 * entry has no age limit.
 */
export function isTooOld(
  entry: { readonly storedAtMs: number; readonly isPinned: boolean },
  nowMs: number,
  maxAgeSeconds: number,
): boolean {
  return !entry.isPinned && Math.abs(nowMs - entry.storedAtMs) > maxAgeSeconds * 1000;
}
