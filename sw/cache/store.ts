import { BodyForm } from './body-form.ts';
import { isFull } from '../decision/store/healing.ts';
import type { DatabaseAccess } from './database-access.ts';
import type { Entry } from './entry.ts';
import { IndexJournal, type JournalRules } from './index-journal.ts';
import type { IndexRow } from './index-row.ts';
import type { NextreelDatabase, NextreelSchema } from './schema.ts';
import { type Arrival, StoreChange } from './store-change.ts';
import type { StoreRoom } from './store-room.ts';
import { write } from './transaction.ts';

const limitMs = 15_000;

export type StoreEvents = {
  /** An entry is read for the first time. */
  readonly onFirstRead: (key: string, row: IndexRow) => void;
  /** An entry is gone: evicted, too old, damaged, replaced or purged. */
  readonly onGone: (key: string, row: IndexRow) => void;
};

/** Changes for one transaction, carried out in this order. */
export type WriteBatch = {
  readonly removals: readonly string[];
  /** Entries with an older body than one that is not written. */
  readonly outdated: readonly string[];
  readonly puts: readonly Arrival[];
  /** Entries whose freshness has been extended. */
  readonly renewals: readonly Entry[];
  readonly uses: readonly (readonly [key: string, atMs: number])[];
};

export type StoreParts = {
  readonly access: DatabaseAccess<NextreelSchema>;
  readonly room: StoreRoom;
  readonly journal: JournalRules;
  readonly events: StoreEvents;
};

/**
 * Writes the persistent tier: bodies, which IndexedDB keeps as files, and their entries. Keeps the total size within
 * the budget.
 */
export class Store {
  readonly #form = new BodyForm();
  #journal: IndexJournal;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(readonly parts: StoreParts) {
    this.#journal = new IndexJournal(parts.journal);
  }

  /** Covers only the part of the index that has been loaded. */
  get statistics() {
    const { size, accessed, usedBytes } = this.#journal.index;
    const { knownBytes: budgetBytes, isRefused } = this.parts.room;
    return { total: size, accessed, usedBytes, budgetBytes, isRefused };
  }

  /** Looks up an entry in memory: null if it is not stored, undefined if only the database can tell. */
  rowOf(key: string): IndexRow | null | undefined {
    const { connection, isWorking } = this.parts.access;
    if (!isWorking || !this.#journal.knows((database) => connection.isCurrent(database))) return undefined;
    const row = this.#journal.index.get(key);
    // The row of an entry that could not be read, and that may have been replaced by a valid one since.
    return row?.storedAtMs === 0 ? undefined : (row ?? null);
  }

  /** Returns the keys that were stored; there was no room for the others. */
  async write(batch: WriteBatch): Promise<Set<string>> {
    const { room } = this.parts;
    const puts = room.isRefused ? [] : batch.puts;
    try {
      const stored = await this.#change((journal, database) => this.#write(journal, database, batch, puts));
      if (stored.size > 0) room.accepted();
      return stored;
    } catch (cause) {
      if (!isFull(cause)) throw cause;
      return this.#writeInLessRoom(batch, puts);
    }
  }

  /** Removes entries that are too old or exceed the budget. */
  async sweep(nowMs: number, maxAgeSeconds: number): Promise<void> {
    await this.#change(async (journal, database) => {
      await journal.load(database);
      const { index } = journal;
      const mostBytes = await this.parts.room.budgetBytes(index.usedBytes);
      const removals = index.tooOld(nowMs, maxAgeSeconds);
      if (removals.length === 0 && index.usedBytes <= mostBytes) return;
      await this.#commit(journal, database, async (change) => {
        for (const key of removals) change.remove(key);
        change.evictTo(mostBytes);
      });
    });
  }

  /** Writes a snapshot of the index if that makes the next start faster. */
  async summarise(): Promise<void> {
    await this.#change(async (journal, database) => {
      await journal.load(database);
      if (journal.isLong) await journal.summarise(database);
    });
  }

  /** Loads the index and the budget, which the statistics cover from then on. */
  async measure(): Promise<void> {
    await this.#change(async (journal, database) => {
      await journal.load(database);
      await this.parts.room.budgetBytes(journal.index.usedBytes);
    });
  }

  /** Returns the keys of this kind, without those of saved files. */
  keys(isWanted: (key: string) => boolean): Promise<string[]> {
    return this.#change(async (journal, database) => {
      await journal.load(database);
      return [...journal.index.rows()].flatMap(([key, { isPinned }]) => (!isPinned && isWanted(key) ? [key] : []));
    });
  }

  pinned(): Promise<string[]> {
    return this.#change(async (journal, database) => {
      await journal.load(database);
      return [...journal.index.rows()].flatMap(([key, { isPinned }]) => (isPinned ? [key] : []));
    });
  }

  /** Evicts entries after the browser has refused to store this many bytes more. */
  async makeRoom(refusedBytes: number): Promise<void> {
    await this.#change(async (journal, database) => {
      await journal.load(database);
      const mostBytes = this.parts.room.learn(journal.index.usedBytes, refusedBytes);
      // In a transaction of its own: deleted bytes are free only once their transaction has ended.
      await this.#commit(journal, database, async (change) => change.evictTo(mostBytes));
    });
  }

  /** Deletes everything, even what the index does not list. */
  async purge(): Promise<void> {
    await this.#change(async (journal, database) => {
      const gone = await journal.empty(database);
      this.#journal = new IndexJournal(this.parts.journal);
      for (const [key, row] of gone) this.parts.events.onGone(key, row);
    });
  }

  /** Writes a batch with these of its bodies. An older body must not outlive one that is left out. */
  async #write(
    journal: IndexJournal,
    database: NextreelDatabase,
    batch: WriteBatch,
    puts: readonly Arrival[],
  ): Promise<Set<string>> {
    await journal.load(database);
    const mostBytes = await this.parts.room.budgetBytes(journal.index.usedBytes);
    const arrivals = await Promise.all(
      puts.map(async (arrival) => ({ arrival, form: await this.#form.encode(arrival.body, database) })),
    );
    return this.#commit(journal, database, async (change) => {
      for (const key of batch.removals) change.remove(key);
      for (const key of batch.outdated) change.discard(key);
      const written = arrivals.filter(({ arrival, form }) => change.put(arrival, form, mostBytes));
      const stored = new Set(written.map(({ arrival }) => arrival.entry.key));
      for (const { entry } of batch.puts) if (!stored.has(entry.key)) change.discard(entry.key);
      for (const entry of batch.renewals) change.renew(entry);
      for (const [key, atMs] of batch.uses) change.use(key, atMs);
      return stored;
    });
  }

  /** Handles a browser quota below the budget: makes room and retries once, then writes without the bodies. */
  async #writeInLessRoom(batch: WriteBatch, puts: readonly Arrival[]): Promise<Set<string>> {
    const { room } = this.parts;
    const refusedBytes = puts.reduce((sum, { body }) => sum + body.size, 0);
    try {
      await this.makeRoom(refusedBytes);
      return await this.#change((journal, database) => this.#write(journal, database, batch, puts));
    } catch (cause) {
      if (!isFull(cause) || puts.length === 0) throw cause;
      room.refused();
      return this.#change((journal, database) => this.#write(journal, database, batch, []));
    }
  }

  /** Carries out changes and records them in the journal in the same transaction. */
  async #commit<T>(
    journal: IndexJournal,
    database: NextreelDatabase,
    work: (change: StoreChange) => Promise<T>,
  ): Promise<T> {
    const done = await write(database, async (transaction) => {
      await journal.catchUp(transaction);
      const change = new StoreChange(transaction, journal.index);
      const result = await work(change);
      await Promise.all([change.completed(), journal.record(transaction, change.steps)]);
      return { result, firstReads: change.firstReads, gone: change.gone };
    });
    for (const [key, row] of done.firstReads) this.parts.events.onFirstRead(key, row);
    for (const [key, row] of done.gone) this.parts.events.onGone(key, row);
    return done.result;
  }

  /** Runs changes one at a time. After a failure the index is reloaded, since it is unknown what was carried out. */
  #change<T>(work: (journal: IndexJournal, database: NextreelDatabase) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      const journal = this.#journal;
      try {
        return await this.parts.access.run(limitMs, (database) => work(journal, database));
      } catch (cause) {
        this.#journal = new IndexJournal(this.parts.journal);
        throw cause;
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
