import type { IDBPTransaction } from 'idb';
import * as v from 'valibot';
import { type SavedPlace, savedRecordSchema } from '../../src/shared/saved-record.ts';
import { withoutSignatures } from '../decision/resource/signatures.ts';
import type { DatabaseAccess } from './database-access.ts';
import { type CachedBody, readEntry } from './entry.ts';
import { seal, type Sealed, sealedSchema, unseal } from './key-vault.ts';
import type { SavedSchema } from './saved-schema.ts';
import { runTransaction } from './transaction.ts';

/** A set of a reel's files that were saved together, under a unique name. */
export type UnitName = { readonly reelId: string; readonly unit: string };

export type SigningSettings = {
  /** Query parameters that sign an address; the defaults if omitted. */
  readonly volatile_query_parameters?: readonly string[];
};

/** A secret file is stored encrypted. */
export type SavedFile = CachedBody & { readonly isSecret?: boolean };

const limitMs = 15_000;
/** The longest that a player waits: the network may have the file too. */
const readLimitMs = 2000;

const fileSchema = v.object({ entry: v.unknown(), bytes: v.union([v.instance(ArrayBuffer), sealedSchema]) });

/**
 * Stores what the viewer has saved, in a database of its own that only the viewer empties. It stays when the cache
 * fills up, is damaged or is given up.
 */
export class SavedStore {
  constructor(
    readonly access: DatabaseAccess<SavedSchema>,
    readonly settings: SigningSettings,
  ) {}

  readReels(): Promise<unknown[]> {
    return this.access.run(readLimitMs, (database) => database.getAll('reels'));
  }

  writeReel(reelId: string, record: unknown): Promise<void> {
    return this.#change(async ({ reels }) => void (await reels.put(this.#unsigned(record), reelId)));
  }

  /**
   * Returns how many files the unit has gained: none if it had this one. Undefined, and nothing is written, if the reel
   * has been removed, or is being saved as another unit by now.
   */
  async putFile({ reelId, unit }: UnitName, { entry, body, isSecret = false }: SavedFile): Promise<0 | 1 | undefined> {
    const plain = await body.arrayBuffer();
    const bytes = isSecret ? await this.seal(plain) : plain;
    return this.#change(async ({ reels, files }) => {
      const record = v.safeParse(savedRecordSchema, await reels.get(reelId));
      if (!record.success || record.output.arriving?.name !== unit) return undefined;
      const isNew = (await files.getKey([unit, entry.key])) === undefined;
      if (isNew) record.output.arriving.bytes += body.size;
      await reels.put(record.output, reelId);
      // The prefetch that fetched it no longer matters: from now on it is kept because the viewer wants it.
      const wanted = { ...this.#unsigned(entry), isPinned: true, prefetchedBy: null };
      await files.put({ entry: wanted, bytes }, [unit, entry.key]);
      return isNew ? 1 : 0;
    });
  }

  /** Encrypts with a key that is destroyed when the viewer signs out. */
  seal(plain: ArrayBuffer): Promise<Sealed> {
    return this.access.run(limitMs, (database) => seal(database, plain));
  }

  unseal(sealed: Sealed): Promise<ArrayBuffer> {
    return this.access.run(readLimitMs, (database) => unseal(database, sealed));
  }

  /** Replaces a reel's record, or deletes it if null, and deletes the given units in the same transaction. */
  replace(reelId: string, record: unknown, goneUnits: readonly string[]): Promise<void> {
    return this.#change(async ({ reels, files }) => {
      await (record === null ? reels.delete(reelId) : reels.put(this.#unsigned(record), reelId));
      for (const unit of goneUnits) await files.delete(allOf(unit));
    });
  }

  /** Returns undefined if the file is missing. A damaged one is deleted, so that it is missing and is saved again. */
  find({ unit, key }: SavedPlace): Promise<CachedBody | undefined> {
    return this.access.run(readLimitMs, async (database) => {
      // A failed read proves nothing about the file: only one that was read and is damaged is deleted.
      const stored: unknown = await database.get('files', [unit, key]);
      if (stored === undefined) return undefined;
      const file = v.safeParse(fileSchema, stored);
      const entry = file.success ? readEntry(file.output.entry) : undefined;
      if (file.success && entry !== undefined) {
        const { bytes } = file.output;
        const plain = bytes instanceof ArrayBuffer ? bytes : await unseal(database, bytes);
        if (entry.sizeBytes === plain.byteLength)
          return { entry, body: new Blob([plain], { type: entry.contentType }) };
      }
      await database.delete('files', [unit, key]);
      return undefined;
    });
  }

  /** Returns the keys of all stored files by unit, of one unit or of all. */
  async units(only?: string): Promise<Map<string, Set<string>>> {
    const range = only === undefined ? null : allOf(only);
    const names = await this.access.run(limitMs, (database) => database.getAllKeys('files', range));
    const units = new Map<string, Set<string>>();
    for (const [unit, key] of names) units.set(unit, (units.get(unit) ?? new Set()).add(key));
    return units;
  }

  /** Returns the total size of a unit's stored files. */
  bytesOf(unit: string): Promise<number> {
    return this.access.run(limitMs, async (database) => {
      let bytes = 0;
      for (let file = await database.transaction('files').store.openCursor(allOf(unit)); file !== null; ) {
        const parsed = v.safeParse(fileSchema, file.value);
        bytes += (parsed.success ? readEntry(parsed.output.entry)?.sizeBytes : undefined) ?? 0;
        file = await file.continue();
      }
      return bytes;
    });
  }

  dropUnits(units: readonly string[]): Promise<void> {
    return this.#change(async ({ files }) => {
      for (const unit of units) await files.delete(allOf(unit));
    });
  }

  async clear(): Promise<void> {
    // First, so that no key can be decrypted even if the rest fails.
    await this.access.run(limitMs, (database) => database.clear('vault'));
    await this.#change(async ({ reels, files }) => {
      await reels.clear();
      await files.clear();
    });
  }

  #unsigned<T>(facts: T): T {
    return withoutSignatures(facts, this.settings.volatile_query_parameters);
  }

  /** Runs one atomic transaction. What the viewer saves must survive a power cut: strict durability. */
  #change<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.access.run(limitMs, (database) =>
      runTransaction(database.transaction(['reels', 'files'], 'readwrite', { durability: 'strict' }), (transaction) =>
        work({ reels: storeOf(transaction, 'reels'), files: storeOf(transaction, 'files') }),
      ),
    );
  }
}

type Transaction = IDBPTransaction<SavedSchema, ['reels', 'files'], 'readwrite'>;
type Stores = {
  readonly reels: ReturnType<typeof storeOf<'reels'>>;
  readonly files: ReturnType<typeof storeOf<'files'>>;
};

function storeOf<Name extends 'reels' | 'files'>(transaction: Transaction, name: Name) {
  return transaction.objectStore(name);
}

function allOf(unit: string): IDBKeyRange {
  return IDBKeyRange.bound([unit], [unit, []]);
}
