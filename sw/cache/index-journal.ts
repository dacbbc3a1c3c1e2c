import { type IndexImage, readImage, readSteps, type Step } from './index-image.ts';
import type { IndexChange, IndexRow } from './index-row.ts';
import { packIndex } from './index-snapshot.ts';
import type { NextreelDatabase } from './schema.ts';
import { StoreIndex } from './store-index.ts';
import { type CacheTransaction, read, write } from './transaction.ts';

export type JournalRules = {
  /** A name that no other snapshot has. */
  readonly newName: () => string;
  /** A new snapshot is worth its writing after so many steps. */
  readonly stepsPerSnapshot: number;
};

/** After so many rows others get their turn: a player may be waiting for its first answer. */
const rowsPerTurn = 1000;

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
  #snapshotSequence = 0;
  #sequence = 0;
  #isRebuilt = false;

  constructor(readonly rules: JournalRules) {}

  /** Whether the journal is long enough for a new snapshot, or there is no good one. */
  get isLong(): boolean {
    return this.#isRebuilt || this.#sequence - this.#snapshotSequence >= this.rules.stepsPerSnapshot;
  }

  /** True when memory knows what this database holds, except for what another worker may have done since. */
  knows(isCurrent: (database: NextreelDatabase) => boolean): boolean {
    return this.#database !== undefined && isCurrent(this.#database);
  }

  /** Reads the index beside other readers. */
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

  /** Learns what others did since. From here to the transaction's end nobody else changes anything. */
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

  /**
   * Empties all stores and returns what there was. It is of no use afterwards. Nothing is written: a browser that takes
   * nothing more, because the disk is full, still deletes.
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
