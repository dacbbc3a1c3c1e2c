import { deleteDB, openDB } from 'idb';
import {
  databaseVersion,
  hasAllStores,
  type NextreelDatabase,
  type NextreelSchema,
  upgradeDatabase,
} from './schema.ts';

/** Opens the database on demand, and again after it was lost: closed by the browser, deleted, or let go for an upgrade. */
export class DatabaseConnection {
  #open: Promise<NextreelDatabase> | undefined;
  #current: NextreelDatabase | undefined;
  #isEnded = false;

  constructor(
    readonly name = 'nextreel',
    /** Bodies read through the lost connection may be gone with their files. */
    readonly onLost: () => void = () => undefined,
  ) {}

  /** While an open is blocked by another version, everybody waits for that one open. */
  get(): Promise<NextreelDatabase> {
    if (this.#isEnded) return Promise.reject(new Error('The database was closed for good'));
    this.#open ??= this.#connect();
    return this.#open;
  }

  /** Somebody waits for it to open: another version of it may be in the way. */
  get isOpening(): boolean {
    return this.#open !== undefined && this.#current === undefined;
  }

  isCurrent(database: NextreelDatabase): boolean {
    return database === this.#current;
  }

  /** The connection turned out to be dead: the next use opens a new one. */
  forget(database: NextreelDatabase): void {
    if (this.isCurrent(database)) this.#lose();
    database.close();
  }

  /** Gives up a database that cannot be used any more. The next use starts an empty one. */
  async discard(): Promise<void> {
    this.#current?.close();
    this.#lose();
    await deleteDB(this.name);
  }

  /** Closes the database for good: nothing that is still under way opens it again. */
  end(): void {
    this.#isEnded = true;
    this.#current?.close();
    this.#lose();
  }

  #lose(): void {
    this.#open = undefined;
    this.#current = undefined;
    this.onLost();
  }

  async #connect(): Promise<NextreelDatabase> {
    try {
      this.#current = await this.#openWhole();
      return this.#current;
    } catch (cause) {
      this.#open = undefined;
      throw cause;
    }
  }

  async #openWhole(): Promise<NextreelDatabase> {
    const database = await this.#openOnce();
    if (hasAllStores(database)) return database;
    // Only a broken upgrade of long ago can leave this version without its stores.
    database.close();
    await deleteDB(this.name);
    return this.#openOnce();
  }

  #openOnce(): Promise<NextreelDatabase> {
    return openDB<NextreelSchema>(this.name, databaseVersion, {
      upgrade: upgradeDatabase,
      // Somebody upgrades or deletes the database: let them, and come back with the next request.
      blocking: (_current, _blocked, event) => {
        this.#lose();
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: () => this.#lose(),
    });
  }
}
