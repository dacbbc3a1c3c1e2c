import type { DBSchema } from 'idb';
import type { DatabaseForm } from './database.ts';

export interface SavedSchema extends DBSchema {
  /** One record for each reel, by its id, so that a damaged record affects no other reel. */
  reels: { key: string; value: unknown };
  /** By unit and key. Stored as bytes rather than Blobs, which would depend on separate files of the browser. */
  files: { key: [unit: string, key: string]; value: unknown };
  /** The key that encrypts the keys of encrypted reels. */
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
