import type { DBSchema, IDBPDatabase } from 'idb';
import type { DatabaseForm } from './database.ts';

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

/** The cache and the small facts. */
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
