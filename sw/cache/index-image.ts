import * as v from 'valibot';
import { notNegative } from '../../src/shared/numbers.ts';
import { causeSchema, readEntry } from './entry.ts';
import { type IndexChange, type IndexRow, rowOf } from './index-row.ts';
import { readSnapshot, unpackIndex } from './index-snapshot.ts';
import { StoreIndex } from './store-index.ts';
import type { CacheTransaction } from './transaction.ts';

const rowSchema = v.object({
  sizeBytes: notNegative,
  storedAtMs: notNegative,
  freshUntilMs: v.optional(v.number(), 0),
  usedAtMs: notNegative,
  isPinned: v.boolean(),
  isWatched: v.boolean(),
  prefetchedBy: v.nullable(causeSchema),
});
const stepSchema = v.array(
  v.variant('type', [
    v.object({ type: v.literal('put'), key: v.string(), row: rowSchema }),
    v.object({ type: v.literal('use'), key: v.string(), atMs: notNegative }),
    v.object({ type: v.literal('remove'), key: v.string() }),
  ]),
);

/** What one transaction did to the index. */
export type Step = { readonly sequence: number; readonly changes: readonly IndexChange[] };

/** The index as it is stored. */
export type IndexImage = {
  readonly snapshotName: string | undefined;
  readonly snapshotSequence: number;
  readonly rows: Iterable<readonly [key: string, row: IndexRow]>;
  readonly steps: readonly Step[];
  /** Whether the rows come from the entries, for lack of a valid snapshot and journal. */
  readonly isRebuilt: boolean;
};

export async function readImage<Mode extends IDBTransactionMode>(
  transaction: CacheTransaction<Mode>,
): Promise<IndexImage> {
  const [name, record] = await Promise.all([
    transaction.objectStore('index').get('name'),
    transaction.objectStore('index').get('snapshot'),
  ]);
  const snapshot = readSnapshot(record);
  const snapshotSequence = snapshot?.sequence ?? 0;
  const snapshotName = typeof name === 'string' ? name : undefined;
  const rows = snapshot === undefined ? [] : unpackIndex(snapshot);
  const steps = await readSteps(transaction, snapshotSequence);
  if (snapshot !== undefined && steps !== undefined) {
    return { snapshotName, snapshotSequence, rows, steps, isRebuilt: false };
  }
  const lastKnownIndex = new StoreIndex();
  for (const [key, row] of rows) lastKnownIndex.apply({ type: 'put', key, row });
  for (const { changes } of steps ?? []) for (const change of changes) lastKnownIndex.apply(change);
  const sequence = steps?.at(-1)?.sequence ?? snapshotSequence;
  return {
    snapshotName,
    snapshotSequence: sequence,
    rows: await readRows(transaction, lastKnownIndex),
    steps: [],
    isRebuilt: true,
  };
}

/** Returns the steps after this one, in order, or undefined if one of them cannot be read. */
export async function readSteps<Mode extends IDBTransactionMode>(
  transaction: CacheTransaction<Mode>,
  afterSequence: number,
): Promise<Step[] | undefined> {
  const journal = transaction.objectStore('journal');
  const later = IDBKeyRange.lowerBound(afterSequence, true);
  const [sequences, records] = await Promise.all([journal.getAllKeys(later), journal.getAll(later)]);
  const steps: Step[] = [];
  for (const [place, sequence] of sequences.entries()) {
    const changes = v.safeParse(stepSchema, records[place]);
    if (!changes.success) return undefined;
    steps.push({ sequence, changes: changes.output });
  }
  return steps;
}

/** Stands for an unreadable entry. It is as old as possible, so that the next sweep removes it. */
const unreadableRow: IndexRow = {
  sizeBytes: 0,
  storedAtMs: 0,
  freshUntilMs: 0,
  usedAtMs: 0,
  isPinned: false,
  isWatched: true,
  prefetchedBy: null,
};

/** Limits the records of one request: a longer one would delay a player that is waiting for the database. */
const recordsPerRequest = 500;

/** Rebuilds the rows from the entries, and takes their usage from `lastKnownIndex` if it is known there. */
async function readRows<Mode extends IDBTransactionMode>(
  transaction: CacheTransaction<Mode>,
  lastKnownIndex: StoreIndex,
): Promise<[string, IndexRow][]> {
  const entries = transaction.objectStore('entries');
  const rows: [string, IndexRow][] = [];
  for (let after: string | undefined; ; ) {
    const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    const [keys, records] = await Promise.all([
      entries.getAllKeys(range, recordsPerRequest),
      entries.getAll(range, recordsPerRequest),
    ]);
    for (const [place, key] of keys.entries()) {
      const entry = readEntry(records[place]);
      const { usedAtMs = entry?.storedAtMs ?? 0, isWatched = true } = lastKnownIndex.get(key) ?? {};
      rows.push([key, entry === undefined ? unreadableRow : { ...rowOf(entry), usedAtMs, isWatched }]);
    }
    after = keys.at(-1);
    if (after === undefined) return rows.toSorted(([, a], [, b]) => a.storedAtMs - b.storedAtMs);
  }
}
