import * as v from 'valibot';
import { type SavedRecord, savedRecordSchema } from '../../shared/saved-record.ts';
import { ExportError } from './refusal.ts';

/** The worker's database of saved reels (`sw/cache/saved-schema.ts`). The worker alone makes it, and writes its records. */
const databaseName = 'nextreel-saved';

const fileSchema = v.object({
  entry: v.object({ contentType: v.string(), fileBytes: v.nullable(v.number()) }),
  bytes: v.unknown(),
});

export type SavedFile = { readonly type: string; readonly fileBytes: number | null; readonly bytes: ArrayBuffer };

/** Saved reels as they lie on the disk, for a page that carries their files from and to another browser. */
export class SavedDatabase {
  private constructor(readonly database: IDBDatabase) {
    // Somebody upgrades or deletes it.
    database.addEventListener('versionchange', () => database.close());
  }

  /** Undefined where nothing was ever saved: the worker makes the database with its first reel. */
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

  /** In the order in which they were saved; what cannot be read is left out. */
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

  /** Undefined when it is not here; "sealed" is a key, which opens nowhere else. */
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
   * As the worker writes it. False, and nothing is written, when the reel is not on its way under this name any more: it
   * was removed, or the viewer has signed out.
   */
  async putFile(reelId: string, unit: string, key: string, file: SavedFile): Promise<boolean> {
    const transaction = this.database.transaction(['reels', 'files'], 'readwrite', { durability: 'strict' });
    const end = ended(transaction);
    // A transaction that fails is told of by its end.
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

/** Bytes that never came over this network tell nothing of it: they count as brought long ago, by a modest one. */
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
    // Where a single write fails this follows, and tells why.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    transaction.addEventListener('abort', () => reject(transaction.error));
  });
}
