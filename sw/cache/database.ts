import { type DBSchema, deleteDB, type IDBPDatabase, openDB, type StoreNames } from 'idb';

/** The name and structure of a database. */
export type DatabaseForm<Schema extends DBSchema> = {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly StoreNames<Schema>[];
  readonly upgrade: (database: IDBPDatabase<Schema>, fromVersion: number) => void;
};

export type ConnectionEvents = {
  /** The connection was lost, and the files of bodies that were read through it may be gone. */
  readonly onLost?: () => void;
  /** Whether the database may contain data that cannot be downloaded again. */
  readonly mayHoldSaved?: () => Promise<boolean>;
};

/** Only an upgrade that failed long ago can have left this version in such a state. */
const missingStores = new DOMException('The database lacks some of its stores', 'NotFoundError');

/** Opens the database on demand, and again after it was closed by the browser, deleted, or released for an upgrade. */
export class DatabaseConnection<Schema extends DBSchema> {
  #open: Promise<IDBPDatabase<Schema>> | undefined;
  #current: IDBPDatabase<Schema> | undefined;
  #isEnded = false;
  #name: string;

  constructor(
    readonly form: DatabaseForm<Schema>,
    readonly events: ConnectionEvents = {},
  ) {
    this.#name = form.name;
  }

  /** Returns the connection. While another version blocks the opening, all callers wait for the same attempt. */
  get(): Promise<IDBPDatabase<Schema>> {
    if (this.#isEnded) return Promise.reject(new Error('The database is closed for good'));
    this.#open ??= this.#connect();
    return this.#open;
  }

  /** Whether an open is pending, perhaps blocked by another version. */
  get isOpening(): boolean {
    return this.#open !== undefined && this.#current === undefined;
  }

  isCurrent(database: IDBPDatabase<Schema>): boolean {
    return database === this.#current;
  }

  /** Discards a dead connection. The next use opens a new one. */
  forget(database: IDBPDatabase<Schema> | undefined = this.#current): void {
    if (database === undefined) return;
    if (this.isCurrent(database)) this.#dropConnection();
    database.close();
  }

  /**
   * Gives up a database that cannot be read. Deletes it if nothing was saved in it. Otherwise it stays, in case it can
   * be read again one day, and the next use starts an empty successor beside it.
   */
  async replace(): Promise<void> {
    this.forget();
    if ((await this.events.mayHoldSaved?.()) === true) this.#name = successorOf(this.#name);
    else await deleteDB(this.#name);
  }

  /** Deletes a database that was given up, together with its successors. The next use starts with an empty one. */
  async deleteAbandoned(): Promise<void> {
    const { name } = this.form;
    for (const { name: successor = '' } of await indexedDB.databases()) {
      if (!successor.startsWith(`${name}~`)) continue;
      this.forget();
      this.#name = name;
      await deleteDB(name);
      await deleteDB(successor);
    }
  }

  /** Closes the database for good: pending work cannot reopen it. */
  end(): void {
    this.#isEnded = true;
    this.forget();
    this.#dropConnection();
  }

  #dropConnection(): void {
    this.#open = undefined;
    this.#current = undefined;
    this.events.onLost?.();
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    try {
      this.#current = await this.#openNewest();
      return this.#current;
    } catch (cause) {
      this.#open = undefined;
      throw cause;
    }
  }

  /** Opens the database, or its successor if an earlier worker has given it up. */
  async #openNewest(): Promise<IDBPDatabase<Schema>> {
    try {
      return await this.#openWhole();
    } catch (cause) {
      const known = await indexedDB.databases();
      const successor = successorOf(this.#name);
      if (!known.some(({ name }) => name === successor)) throw cause;
      this.#name = successor;
      return this.#openNewest();
    }
  }

  /** Opens a newer version as it is: upgrades only add, so an older worker can go on after the site has rolled back. */
  #openWhole(): Promise<IDBPDatabase<Schema>> {
    return this.#openAt(this.form.version).catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'VersionError') return this.#openAt(undefined, cause);
      throw cause;
    });
  }

  /** Opens the existing version if none is given. */
  async #openAt(version: number | undefined, failure = missingStores): Promise<IDBPDatabase<Schema>> {
    const { stores, upgrade } = this.form;
    const database = await openDB<Schema>(this.#name, version, {
      ...(version !== undefined && { upgrade }),
      // Another context upgrades or deletes the database: make way, and reopen it with the next request.
      blocking: (_current, _blocked, event) => {
        this.#dropConnection();
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: () => this.#dropConnection(),
    });
    if (stores.every((store) => database.objectStoreNames.contains(store))) return database;
    database.close();
    throw failure;
  }
}

function successorOf(name: string): string {
  const [, base = name, number = '1'] = /^(.*?)(?:~(\d+))?$/.exec(name) ?? [];
  return `${base}~${Number(number) + 1}`;
}
