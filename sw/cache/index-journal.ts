import { type IndexImage, readImage, readSteps, type Step } from './index-image.ts';
import type { IndexChange, IndexRow } from './index-row.ts';
import { packIndex } from './index-snapshot.ts';
import type { NextreelDatabase } from './schema.ts';
import { StoreIndex } from './store-index.ts';
import { type CacheTransaction, read, write } from './transaction.ts';

export type JournalRules = {
  /** Returns a name that no other snapshot has. */
  readonly newName: () => string;
  /** The number of steps after which a new snapshot is worth writing. */
  readonly stepsPerSnapshot: number;
};

/** Loading yields after this many rows: a player may be waiting for its first response. */
const rowsPerTurn = 1000;

/**
 * Keeps the index in memory consistent with the store, even when other workers write to it.
 *
 * Every transaction that changes entries also records its changes in the journal, so the snapshot and the steps after
 * it always list exactly the stored entries. A new snapshot replaces the steps that it contains. Its new name tells
 * other workers that their index in memory is outdated.
 */
export class IndexJournal {
  readonly index = new StoreIndex();
  #database: NextreelDatabase | undefined;
  #snapshotName: string | undefined;
  #snapshotSequence = 0;
  #sequence = 0;
  #isRebuilt = false;

  constructor(readonly rules: JournalRules) {}

  /** Whether the journal is long enough for a new snapshot, or there is no valid one. */
  get isLong(): boolean {
    return this.#isRebuilt || this.#sequence - this.#snapshotSequence >= this.rules.stepsPerSnapshot;
  }

  /** Whether this database's index is in memory, except for changes made by other workers since. */
  knows(isCurrent: (database: NextreelDatabase) => boolean): boolean {
    return this.#database !== undefined && isCurrent(this.#database);
  }

  /** Loads the index without blocking other readers. */
  async load(database: NextreelDatabase): Promise<void> {
    if (this.#database === database) return;
    const image = await read(database, readImage);
    this.#begin(image);
    let rows = 0;
    for (const [key, row] of image.rows) {
      this.index.apply({ type: 'put', key, row });
      rows += 1;
      if (rows % rowsPerTurn === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    this.#follow(image.steps);
    this.#database = database;
  }

  /** Applies the changes of other workers. None of them can write until this transaction ends. */
  async catchUp(transaction: CacheTransaction<'readwrite'>): Promise<void> {
    const [name, steps] = await Promise.all([
      transaction.objectStore('index').get('name'),
      readSteps(transaction, this.#sequence),
    ]);
    if (name === this.#snapshotName && steps !== undefined) return this.#follow(steps);
    const image = await readImage(transaction);
    this.#begin(image);
    for (const [key, row] of image.rows) this.index.apply({ type: 'put', key, row });
    this.#follow(image.steps);
  }

  async record(transaction: CacheTransaction<'readwrite'>, changes: readonly IndexChange[]): Promise<void> {
    if (changes.length > 0) this.#sequence = await transaction.objectStore('journal').add(changes);
  }

  /** Replaces the journal with a new snapshot. */
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

  /**
   * Empties all stores and returns the former rows. The journal cannot be used afterwards. Writes nothing: a browser
   * that refuses writes because the disk is full can still delete.
   */
  empty(database: NextreelDatabase): Promise<[key: string, row: IndexRow][]> {
    return write(database, async (transaction) => {
      await this.catchUp(transaction);
      await Promise.all(Array.from(transaction.objectStoreNames, (name) => transaction.objectStore(name).clear()));
      return [...this.index.rows()];
    });
  }

  #begin(image: IndexImage): void {
    this.index.clear();
    this.#snapshotName = image.snapshotName;
    this.#snapshotSequence = image.snapshotSequence;
    this.#sequence = image.snapshotSequence;
    this.#isRebuilt = image.isRebuilt;
  }

  #follow(steps: readonly Step[]): void {
    for (const { sequence, changes } of steps) {
      for (const change of changes) this.index.apply(change);
      this.#sequence = sequence;
    }
  }
}
