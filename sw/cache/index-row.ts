import type { Cause } from '../decision/resource/life.ts';
import type { Entry } from './entry.ts';

/** What eviction and the byte ledger need to know about an entry. The rows of all entries fit into memory. */
export type IndexRow = {
  readonly sizeBytes: number;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly usedAtMs: number;
  readonly isPinned: boolean;
  readonly isWatched: boolean;
  readonly prefetchedBy: Cause | null;
};

/** One change to the index. Applying it twice has the same effect as applying it once. */
export type IndexChange =
  | { readonly type: 'put'; readonly key: string; readonly row: IndexRow }
  | { readonly type: 'use'; readonly key: string; readonly atMs: number }
  | { readonly type: 'remove'; readonly key: string };

/** Returns the row of an entry. By default it counts as read, so that no later read counts as the first. */
export function rowOf(entry: Entry, isWatched = true): IndexRow {
  const { sizeBytes, storedAtMs, isPinned, prefetchedBy, freshness } = entry;
  const { freshUntilMs } = freshness;
  return { sizeBytes, storedAtMs, freshUntilMs, usedAtMs: storedAtMs, isPinned, isWatched, prefetchedBy };
}
