export type Evictable = {
  readonly usedAtMs: number;
  readonly isWatched: boolean;
  /** Saved for offline in the cache itself, which only version 0.1 did. */
  readonly isPinned: boolean;
};

/** Larger than any real time, and small enough that a time added to it stays exact to the millisecond. */
const afterAllWatchedMs = 2 ** 52;

/**
 * The priority of an entry in the heap of evictable entries, lowest first: watched entries, then unwatched ones, and
 * within each the least recently used. Null for a pinned entry, which must not be evicted.
 */
export function evictionRank({ usedAtMs, isWatched, isPinned }: Evictable): number | null {
  if (isPinned) return null;
  return isWatched ? usedAtMs : afterAllWatchedMs + usedAtMs;
}

/**
 * Whether the entry was stored longer ago than the age limit, or that far in the future, since the clock has been set
 * back. A pinned entry has no age limit.
 */
export function isTooOld(
  entry: { readonly storedAtMs: number; readonly isPinned: boolean },
  nowMs: number,
  maxAgeSeconds: number,
): boolean {
  return !entry.isPinned && Math.abs(nowMs - entry.storedAtMs) > maxAgeSeconds * 1000;
}
