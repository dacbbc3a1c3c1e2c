import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Entry } from './entry.ts';

/** Records are read back as `unknown`: what an older version or a broken disk left there is checked, not believed. */
export interface NextreelSchema extends DBSchema {
  entries: { key: string; value: Entry };
  bodies: { key: string; value: Blob };
  state: { key: string; value: unknown };
}

export type NextreelDatabase = IDBPDatabase<NextreelSchema>;

const name = 'nextreel';
const version = 1;

/** Opens the database on demand, and again after the browser closed it. */
export class DatabaseConnection {
  #open: Promise<NextreelDatabase> | undefined;

  get(): Promise<NextreelDatabase> {
    this.#open ??= this.#connect();
    return this.#open;
  }

  async #connect(): Promise<NextreelDatabase> {
    const forget = () => {
      this.#open = undefined;
    };
    try {
      return await openDB<NextreelSchema>(name, version, {
        upgrade(database) {
          database.createObjectStore('entries', { keyPath: 'key' });
          database.createObjectStore('bodies');
          database.createObjectStore('state');
        },
        // A newer version in another tab wants to upgrade: let it, and come back with the next request.
        blocking(_current, _blocked, event) {
          forget();
          if (event.target instanceof IDBDatabase) event.target.close();
        },
        terminated: forget,
      });
    } catch (cause) {
      forget();
      throw cause;
    }
  }
}
