import * as v from 'valibot';
import { type SavedRecord, savedRecordSchema } from '../../shared/saved-record.ts';
import { ExportError } from './refusal.ts';

/** The worker's database of saved reels (`sw/cache/saved-schema.ts`). Only the worker creates it and writes records. */
const databaseName = 'nextreel-saved';

const fileSchema = v.object({
  entry: v.object({ contentType: v.string(), fileBytes: v.nullable(v.number()) }),
  bytes: v.unknown(),
});

export type SavedFile = { readonly type: string; readonly fileBytes: number | null; readonly bytes: ArrayBuffer };

/** The stored saved reels, as a page needs them to export and import their files. */
export class SavedDatabase {
  private constructor(readonly database: IDBDatabase) {
    // The worker or another page is upgrading or deleting the database.
    database.addEventListener('versionchange', () => database.close());
  }

  /** Opens the database; undefined if nothing was ever saved, as the worker creates it with the first reel. */
  static async open(): Promise<SavedDatabase | undefined> {
    const opening = indexedDB.open(databaseName);
    let isNew = false;
    opening.addEventListener('upgradeneeded', () => {
      isNew = true;
      opening.transaction?.abort();
    });
    try {
      return new SavedDatabase(await settled(opening));
    } catch (cause) {
      if (isNew) return undefined;
      throw new ExportError('worker', String(cause));
    }
  }

  /** Returns the records in the order in which they were saved, without those that cannot be read. */
  async records(): Promise<SavedRecord[]> {
    const kept: unknown[] = await settled(this.database.transaction('reels').objectStore('reels').getAll());
    const read = kept.map((record) => v.safeParse(savedRecordSchema, record));
    return read
      .flatMap(({ success, output }) => (success ? [output] : []))
      .toSorted((a, b) => a.savedAtMs - b.savedAtMs);
  }

  async record(reelId: string): Promise<SavedRecord | undefined> {
    const kept: unknown = await settled(this.database.transaction('reels').objectStore('reels').get(reelId));
    const read = v.safeParse(savedRecordSchema, kept);
    return read.success ? read.output : undefined;
  }

  /** Returns a file; undefined if it is missing, "sealed" if it is a key that only this browser can open. */
  async file(unit: string, key: string): Promise<SavedFile | 'sealed' | undefined> {
    const store = this.database.transaction('files').objectStore('files');
    const kept: unknown = await settled(store.get([unit, key]));
    const read = v.safeParse(fileSchema, kept);
    if (!read.success) return undefined;
    const { entry, bytes } = read.output;
    if (!(bytes instanceof ArrayBuffer)) return 'sealed';
    return { type: entry.contentType, fileBytes: entry.fileBytes, bytes };
  }

  /**
   * Writes a file as the worker does. Writes nothing and returns false if the reel is no longer arriving in this unit,
   * because it was removed or the viewer has signed out.
   */
  async putFile(reelId: string, unit: string, key: string, file: SavedFile): Promise<boolean> {
    const transaction = this.database.transaction(['reels', 'files'], 'readwrite', { durability: 'strict' });
    const end = ended(transaction);
    // Marks a rejection as handled: `end` is only awaited below, which an earlier failure never reaches.
    end.catch(() => undefined);
    const record = v.safeParse(savedRecordSchema, await settled<unknown>(transaction.objectStore('reels').get(reelId)));
    const isWanted = record.success && record.output.arriving?.name === unit;
    if (isWanted) transaction.objectStore('files').put({ entry: entryOf(key, file), bytes: file.bytes }, [unit, key]);
    await end;
    return isWanted;
  }

  close(): void {
    this.database.close();
  }
}

/** Imported bytes say nothing about this network, so they count as fetched long ago over a modest connection. */
function entryOf(key: string, { type, fileBytes, bytes }: SavedFile) {
  const sizeBytes = bytes.byteLength;
  const cost = { firstByteMs: 100, transferMs: 100 + sizeBytes / 250, storedAtMs: 0 };
  const sourceUrl = `${new URL(key).origin}/`;
  return { key, sizeBytes, contentType: type, fileBytes, sourceUrl, ...cost, isPinned: true };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    request.addEventListener('error', () => reject(request.error));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    // A failed write aborts the transaction, whose error gives the reason.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    transaction.addEventListener('abort', () => reject(transaction.error));
  });
}
