import type { Cause } from '../decision/resource/life.ts';
import type { Entry } from './entry.ts';

/** What eviction and the byte ledger need to know of an entry. All of them together fit into memory. */
export type IndexRow = {
  readonly sizeBytes: number;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly usedAtMs: number;
  readonly isPinned: boolean;
  readonly isWatched: boolean;
  readonly prefetchedBy: Cause | null;
};

/** One step in the index's life. Applying a step twice leaves what applying it once leaves. */
export type IndexChange =
  | { readonly type: 'put'; readonly key: string; readonly row: IndexRow }
  | { readonly type: 'use'; readonly key: string; readonly atMs: number }
  | { readonly type: 'remove'; readonly key: string };

/** The row of an entry of which nothing else is known: it counts as read, so that it is never counted as read again. */
export function rowOf(entry: Entry, isWatched = true): IndexRow {
  const { sizeBytes, storedAtMs, isPinned, prefetchedBy, freshness } = entry;
  const { freshUntilMs } = freshness;
  return { sizeBytes, storedAtMs, freshUntilMs, usedAtMs: storedAtMs, isPinned, isWatched, prefetchedBy };
}
