import type { IDBPTransaction } from 'idb';
import * as v from 'valibot';
import { savedRecordSchema } from '../../src/shared/saved-record.ts';
import { withoutSignatures } from '../decision/resource/signatures.ts';
import type { DatabaseAccess } from './database-access.ts';
import { type CachedBody, readEntry } from './entry.ts';
import { seal, type Sealed, sealedSchema, unseal } from './key-vault.ts';
import type { SavedSchema } from './saved-schema.ts';
import { runTransaction } from './transaction.ts';

/** A reel's files as they were saved together, under a name that no other has. */
export type UnitName = { readonly reelId: string; readonly unit: string };

export type SigningSettings = {
  /** What signs an address; left out, the defaults. */
  readonly volatile_query_parameters?: readonly string[];
};

/** A secret is sealed. */
export type SavedFile = CachedBody & { readonly isSecret?: boolean };

const limitMs = 15_000;
/** A player waits no longer for what the network may have too. */
const readLimitMs = 2000;

const fileSchema = v.object({ entry: v.unknown(), bytes: v.union([v.instance(ArrayBuffer), sealedSchema]) });

/**
 * What the viewer has saved, in a database of its own, which nothing but the viewer empties: the cache may fill up, be
 * damaged or be given up, and this one stays.
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

  /** False when the reel was removed meanwhile, or is saved under another name by now: then nothing is written. */
  async putFile({ reelId, unit }: UnitName, { entry, body, isSecret = false }: SavedFile): Promise<boolean> {
    const plain = await body.arrayBuffer();
    const bytes = isSecret ? await this.seal(plain) : plain;
    return this.#change(async ({ reels, files }) => {
      const record = v.safeParse(savedRecordSchema, await reels.get(reelId));
      if (!record.success || record.output.arriving?.name !== unit) return false;
      record.output.arriving.bytes += body.size;
      await reels.put(record.output, reelId);
      // On whose guess it was fetched counts no more: from now on it is here because the viewer wants it.
      const wanted = { ...this.#unsigned(entry), isPinned: true, prefetchedBy: null };
      await files.put({ entry: wanted, bytes }, [unit, entry.key]);
      return true;
    });
  }

  /** Nothing that was sealed opens any more once the viewer has signed out. */
  seal(plain: ArrayBuffer): Promise<Sealed> {
    return this.access.run(limitMs, (database) => seal(database, plain));
  }

  unseal(sealed: Sealed): Promise<ArrayBuffer> {
    return this.access.run(readLimitMs, (database) => unseal(database, sealed));
  }

  /** All in one: the reel's record changes, and with it goes what it no longer needs. */
  replace(reelId: string, record: unknown, goneUnits: readonly string[]): Promise<void> {
    return this.#change(async ({ reels, files }) => {
      await (record === null ? reels.delete(reelId) : reels.put(this.#unsigned(record), reelId));
      for (const unit of goneUnits) await files.delete(allOf(unit));
    });
  }

  /** Undefined when it is not here whole. */
  find(unit: string, key: string): Promise<CachedBody | undefined> {
    return this.access.run(readLimitMs, async (database) => {
      const file = v.safeParse(fileSchema, await database.get('files', [unit, key]));
      const entry = file.success ? readEntry(file.output.entry) : undefined;
      if (!file.success || entry === undefined) return undefined;
      const { bytes } = file.output;
      const plain = bytes instanceof ArrayBuffer ? bytes : await unseal(database, bytes);
      if (entry.sizeBytes !== plain.byteLength) return undefined;
      return { entry, body: new Blob([plain], { type: entry.contentType }) };
    });
  }

  /** The keys of all files that are here, by unit: of this one, or of all. */
  async units(only?: string): Promise<Map<string, Set<string>>> {
    const range = only === undefined ? null : allOf(only);
    const names = await this.access.run(limitMs, (database) => database.getAllKeys('files', range));
    const units = new Map<string, Set<string>>();
    for (const [unit, key] of names) units.set(unit, (units.get(unit) ?? new Set()).add(key));
    return units;
  }

  /** Of what is here of a unit. */
  bytesOf(unit: string): Promise<number> {
    return this.access.run(limitMs, async (database) => {
      let bytes = 0;
      for (let file = await database.transaction('files').store.openCursor(allOf(unit)); file !== null; ) {
        const here = v.safeParse(fileSchema, file.value);
        bytes += (here.success ? readEntry(here.output.entry)?.sizeBytes : undefined) ?? 0;
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
    // First: whatever fails then, no key opens any more.
    await this.access.run(limitMs, (database) => database.clear('vault'));
    await this.#change(async ({ reels, files }) => {
      await reels.clear();
      await files.clear();
    });
  }

  #unsigned<T>(facts: T): T {
    return withoutSignatures(facts, this.settings.volatile_query_parameters);
  }

  /** All of it happens or nothing. What the viewer has asked for survives a power cut. */
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
