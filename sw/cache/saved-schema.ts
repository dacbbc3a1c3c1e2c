import type { DBSchema } from 'idb';
import type { DatabaseForm } from './database.ts';

export interface SavedSchema extends DBSchema {
  /** A record for each reel, by its id: what is wrong with one costs nothing of another. */
  reels: { key: string; value: unknown };
  /** By unit and key. Bytes and not Blobs: they depend on no other file of the browser's. */
  files: { key: [unit: string, key: string]; value: unknown };
  /** What keys of encrypted reels are sealed with. */
  vault: { key: string; value: CryptoKey };
}

export function savedDatabase(base = 'nextreel'): DatabaseForm<SavedSchema> {
  return {
    name: `${base}-saved`,
    version: 2,
    stores: ['reels', 'files', 'vault'],
    upgrade: (database, fromVersion) => {
      const added = (['reels', 'files', 'vault'] as const).slice(fromVersion === 0 ? 0 : 2);
      for (const store of added) database.createObjectStore(store);
    },
  };
}
