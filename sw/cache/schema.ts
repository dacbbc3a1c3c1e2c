import type { DBSchema, IDBPDatabase } from 'idb';

/** Records are read back as `unknown`: what an older version or a broken disk left there is checked, not believed. */
export interface NextreelSchema extends DBSchema {
  entries: { key: string; value: unknown };
  /** A Blob, or an ArrayBuffer where the browser cannot store Blobs. */
  bodies: { key: string; value: unknown };
  /** The snapshot of the index, and which one it is. */
  index: { key: string; value: unknown };
  /** What has changed since the snapshot, each record with the transaction that did it. */
  journal: { key: number; value: unknown };
  state: { key: string; value: unknown };
}

export type NextreelDatabase = IDBPDatabase<NextreelSchema>;

/**
 * One step for each version, in order. A step only adds: what is cached stays, and records of older versions are read as
 * they are. Where there is no snapshot of the index, it is made again from the entries.
 */
const upgrades: readonly ((database: NextreelDatabase) => void)[] = [
  (database) => {
    database.createObjectStore('entries', { keyPath: 'key' });
    database.createObjectStore('bodies');
    database.createObjectStore('state');
  },
  (database) => {
    database.createObjectStore('index');
    database.createObjectStore('journal', { autoIncrement: true });
  },
];

export const databaseVersion = upgrades.length;

export function upgradeDatabase(database: NextreelDatabase, fromVersion: number): void {
  for (const upgrade of upgrades.slice(fromVersion)) upgrade(database);
}

const stores = ['entries', 'bodies', 'index', 'journal', 'state'] as const;

export function hasAllStores(database: NextreelDatabase): boolean {
  return stores.every((store) => database.objectStoreNames.contains(store));
}
