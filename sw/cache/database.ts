import { type DBSchema, deleteDB, type IDBPDatabase, openDB, type StoreNames } from 'idb';

/** What a database is called and made of. */
export type DatabaseForm<Schema extends DBSchema> = {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly StoreNames<Schema>[];
  readonly upgrade: (database: IDBPDatabase<Schema>, fromVersion: number) => void;
};

export type ConnectionEvents = {
  /** Bodies read through the lost connection may be gone with their files. */
  readonly onLost?: () => void;
  /** Whether anything is in it that nobody could bring back. */
  readonly mayHoldSaved?: () => Promise<boolean>;
};

/** Only a broken upgrade of long ago can have left this version so. */
const lacksStores = new DOMException('The database lacks some of its stores', 'NotFoundError');

/** Opens the database on demand, and again after it was lost: closed by the browser, deleted, or let go for an upgrade. */
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

  /** While an open is blocked by another version, everybody waits for that one open. */
  get(): Promise<IDBPDatabase<Schema>> {
    if (this.#isEnded) return Promise.reject(new Error('The database was closed for good'));
    this.#open ??= this.#connect();
    return this.#open;
  }

  /** Somebody waits for it to open: another version of it may be in the way. */
  get isOpening(): boolean {
    return this.#open !== undefined && this.#current === undefined;
  }

  isCurrent(database: IDBPDatabase<Schema>): boolean {
    return database === this.#current;
  }

  /** The connection turned out to be dead: the next use opens a new one. */
  forget(database: IDBPDatabase<Schema> | undefined = this.#current): void {
    if (database === undefined) return;
    if (this.isCurrent(database)) this.#lose();
    database.close();
  }

  /**
   * Gives up a database that cannot be read. It is deleted where nothing was saved in it; else it stays, for the day on
   * which it can be read again, and the next use starts an empty one beside it.
   */
  async beginAnew(): Promise<void> {
    this.forget();
    if ((await this.events.mayHoldSaved?.()) === true) this.#name = successorOf(this.#name);
    else await deleteDB(this.#name);
  }

  /** Where a database was ever given up, that one and what stands in for it: the next use begins anew. */
  async dropGivenUp(): Promise<void> {
    const { name } = this.form;
    for (const { name: successor = '' } of await indexedDB.databases()) {
      if (!successor.startsWith(`${name}~`)) continue;
      this.forget();
      this.#name = name;
      await deleteDB(name);
      await deleteDB(successor);
    }
  }

  /** Closes the database for good: nothing that is still under way opens it again. */
  end(): void {
    this.#isEnded = true;
    this.forget();
    this.#lose();
  }

  #lose(): void {
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

  /** One that an earlier worker gave up has its successor beside it. */
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

  /** An upgrade only adds: where the site has gone back to an older worker, that one goes on with what is there. */
  #openWhole(): Promise<IDBPDatabase<Schema>> {
    return this.#openAt(this.form.version).catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'VersionError') return this.#openAt(undefined, cause);
      throw cause;
    });
  }

  /** Without a version as it is. */
  async #openAt(version: number | undefined, whyNot = lacksStores): Promise<IDBPDatabase<Schema>> {
    const { stores, upgrade } = this.form;
    const database = await openDB<Schema>(this.#name, version, {
      ...(version !== undefined && { upgrade }),
      // Somebody upgrades or deletes the database: let them, and come back with the next request.
      blocking: (_current, _blocked, event) => {
        this.#lose();
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: () => this.#lose(),
    });
    if (stores.every((store) => database.objectStoreNames.contains(store))) return database;
    database.close();
    throw whyNot;
  }
}

function successorOf(name: string): string {
  const [, base = name, number = '1'] = /^(.*?)(?:~(\d+))?$/.exec(name) ?? [];
  return `${base}~${Number(number) + 1}`;
}
