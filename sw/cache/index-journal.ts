import * as v from 'valibot';
import { prefetchCauseSchema, readEntry } from './entry.ts';
import { type IndexChange, type IndexRow, rowOf } from './index-row.ts';
import { packIndex, readSnapshot, unpackIndex } from './index-snapshot.ts';
import type { NextreelDatabase } from './schema.ts';
import { StoreIndex } from './store-index.ts';
import { type CacheTransaction, read, write } from './transaction.ts';

const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const rowSchema = v.object({
  sizeBytes: count,
  storedAtMs: count,
  usedAtMs: count,
  isPinned: v.boolean(),
  isWatched: v.boolean(),
  prefetchedBy: v.nullable(prefetchCauseSchema),
});
const stepSchema = v.array(
  v.variant('type', [
    v.object({ type: v.literal('put'), key: v.string(), row: rowSchema }),
    v.object({ type: v.literal('use'), key: v.string(), atMs: count }),
    v.object({ type: v.literal('pin'), key: v.string(), isPinned: v.boolean() }),
    v.object({ type: v.literal('remove'), key: v.string() }),
  ]),
);

export type JournalRules = {
  /** A name that no other snapshot has. */
  readonly newName: () => string;
  /** A new snapshot is worth its writing after so many steps. */
  readonly stepsPerSnapshot: number;
};

/**
 * Keeps the index in memory equal to what is stored, whoever else writes.
 *
 * Every transaction that changes entries adds its changes to the journal in the same transaction, so the snapshot and the
 * steps after it always tell exactly which entries there are. A snapshot replaces the steps that it contains, under a
 * new name, by which another worker sees that its own memory is behind.
 */
export class IndexJournal {
  readonly index = new StoreIndex();
  #database: NextreelDatabase | undefined;
  #snapshotName: string | undefined;
  #sequence = 0;
  #snapshotSequence = 0;
  #isRebuilt = false;

  constructor(readonly rules: JournalRules) {}

  get isLoaded(): boolean {
    return this.#database !== undefined;
  }

  /** Reads the index beside other readers. */
  async load(database: NextreelDatabase): Promise<void> {
    if (this.#database === database) return;
    await read(database, (transaction) => this.#readAll(transaction));
    this.#database = database;
  }

  /** The index may be ahead of what was really written. */
  invalidate(): void {
    this.#database = undefined;
  }

  /** Learns what others did since. From here to the transaction's end nobody else changes anything. */
  async catchUp(transaction: CacheTransaction<'readwrite'>): Promise<void> {
    const [name, steps] = await Promise.all([
      transaction.objectStore('index').get('name'),
      readSteps(transaction, this.#sequence),
    ]);
    if (name !== this.#snapshotName || steps === undefined) await this.#readAll(transaction);
    else this.#follow(steps);
  }

  async record(transaction: CacheTransaction<'readwrite'>, changes: readonly IndexChange[]): Promise<void> {
    if (changes.length > 0) this.#sequence = await transaction.objectStore('journal').add(changes);
  }

  /** Whether the journal is long enough for a new snapshot, or there is no good one. */
  get isLong(): boolean {
    return this.#isRebuilt || this.#sequence - this.#snapshotSequence >= this.rules.stepsPerSnapshot;
  }

  /** Replaces the journal by a new snapshot. */
  async summarise(database: NextreelDatabase): Promise<void> {
    await this.load(database);
    await write(database, async (transaction) => {
      await this.catchUp(transaction);
      const name = this.rules.newName();
      const snapshot = packIndex(this.index.rows(), this.index.size, this.#sequence);
      await Promise.all([
        transaction.objectStore('index').put(snapshot, 'snapshot'),
        transaction.objectStore('index').put(name, 'name'),
        transaction.objectStore('journal').clear(),
      ]);
      this.#snapshotName = name;
      this.#snapshotSequence = this.#sequence;
      this.#isRebuilt = false;
    });
  }

  async #readAll<Mode extends IDBTransactionMode>(transaction: CacheTransaction<Mode>): Promise<void> {
    const [name, record, entryCount] = await Promise.all([
      transaction.objectStore('index').get('name'),
      transaction.objectStore('index').get('snapshot'),
      transaction.objectStore('entries').count(),
    ]);
    const snapshot = readSnapshot(record);
    const steps = await readSteps(transaction, snapshot?.sequence ?? 0);
    this.#sequence = snapshot?.sequence ?? 0;
    this.#snapshotSequence = this.#sequence;
    this.#snapshotName = typeof name === 'string' ? name : undefined;
    this.index.clear();
    if (snapshot !== undefined)
      for (const [key, row] of unpackIndex(snapshot)) this.index.apply({ type: 'put', key, row });
    this.#follow(steps ?? []);
    if (steps === undefined || this.index.size !== entryCount) await this.#rebuild(transaction);
  }

  /** The entries are the truth; of the index only the times of use are believed. */
  async #rebuild<Mode extends IDBTransactionMode>(transaction: CacheTransaction<Mode>): Promise<void> {
    const entries = transaction.objectStore('entries');
    const [keys, records] = await Promise.all([entries.getAllKeys(), entries.getAll()]);
    const known = new Map(this.index.rows());
    const rows = keys.map((key, place): [string, IndexRow] => {
      const entry = readEntry(records[place]);
      if (entry === undefined) return [key, unreadableRow];
      const { usedAtMs, isWatched } = known.get(key) ?? rowOf(entry);
      return [key, { ...rowOf(entry), usedAtMs, isWatched }];
    });
    this.#isRebuilt = true;
    this.index.clear();
    rows.sort(([, a], [, b]) => a.storedAtMs - b.storedAtMs);
    for (const [key, row] of rows) this.index.apply({ type: 'put', key, row });
  }

  #follow(steps: readonly Step[]): void {
    for (const { sequence, changes } of steps) {
      for (const change of changes) this.index.apply(change);
      this.#sequence = sequence;
    }
  }
}

/** An entry that cannot be read is as old as can be: the next sweep takes it. */
const unreadableRow: IndexRow = {
  sizeBytes: 0,
  storedAtMs: 0,
  usedAtMs: 0,
  isPinned: false,
  isWatched: true,
  prefetchedBy: null,
};

type Step = { readonly sequence: number; readonly changes: readonly IndexChange[] };

/** The steps after this one, in order. Undefined when one of them cannot be read. */
async function readSteps<Mode extends IDBTransactionMode>(
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
