import type { DBSchema, IDBPDatabase } from 'idb';
import type { DatabaseForm } from './database.ts';

/** Records are read as `unknown` and validated, since an older version or a faulty disk may have left them invalid. */
export interface NextreelSchema extends DBSchema {
  entries: { key: string; value: unknown };
  /** A Blob, or an ArrayBuffer where the browser cannot store Blobs. */
  bodies: { key: string; value: unknown };
  /** The snapshot of the index, and its name. */
  index: { key: string; value: unknown };
  /** Changes since the snapshot: one record for each transaction, written by that transaction. */
  journal: { key: number; value: unknown };
  state: { key: string; value: unknown };
}

export type NextreelDatabase = IDBPDatabase<NextreelSchema>;

/**
 * One step for each version, in order. A step only adds: cached data stays, and records of older versions remain
 * readable. Without a snapshot, the index is rebuilt from the entries.
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

/** Returns the database of the cache and of small persisted facts. */
export function mediaDatabase(name = 'nextreel'): DatabaseForm<NextreelSchema> {
  return {
    name,
    version: upgrades.length,
    stores: ['entries', 'bodies', 'index', 'journal', 'state'],
    upgrade: (database, fromVersion) => {
      for (const upgrade of upgrades.slice(fromVersion)) upgrade(database);
    },
  };
}
