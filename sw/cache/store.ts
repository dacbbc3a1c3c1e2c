import type { DatabaseConnection } from './database.ts';
import { type CachedBody, type Entry, readEntry } from './entry.ts';

/** The persistent tier: bodies as Blobs, which IndexedDB keeps as files, and their metadata beside them. */
export class Store {
  constructor(readonly connection: DatabaseConnection) {}

  async find(key: string): Promise<CachedBody | undefined> {
    const database = await this.connection.get();
    const transaction = database.transaction(['entries', 'bodies']);
    const [record, body] = await Promise.all([
      transaction.objectStore('entries').get(key),
      transaction.objectStore('bodies').get(key),
    ]);
    const entry = readEntry(record);
    if (entry === undefined || !(body instanceof Blob) || body.size !== entry.sizeBytes) return undefined;
    return { entry, body };
  }

  async has(key: string): Promise<boolean> {
    const database = await this.connection.get();
    return (await database.getKey('entries', key)) !== undefined;
  }

  async put({ entry, body }: CachedBody): Promise<void> {
    const database = await this.connection.get();
    const transaction = database.transaction(['entries', 'bodies'], 'readwrite', { durability: 'relaxed' });
    // Over quota only the transaction's end tells: the single writes may have succeeded.
    await Promise.all([
      transaction.objectStore('entries').put(entry),
      transaction.objectStore('bodies').put(body, entry.key),
      transaction.done,
    ]);
  }

  async touch(uses: readonly (readonly [key: string, usedAtMs: number])[]): Promise<void> {
    const database = await this.connection.get();
    const transaction = database.transaction('entries', 'readwrite', { durability: 'relaxed' });
    const writes = uses.map(async ([key, usedAtMs]) => {
      const entry = readEntry(await transaction.store.get(key));
      if (entry !== undefined) await transaction.store.put({ ...entry, usedAtMs });
    });
    await Promise.all([...writes, transaction.done]);
  }

  async remove(keys: readonly string[]): Promise<void> {
    const database = await this.connection.get();
    const transaction = database.transaction(['entries', 'bodies'], 'readwrite', { durability: 'relaxed' });
    const removals = keys.flatMap((key) => [
      transaction.objectStore('entries').delete(key),
      transaction.objectStore('bodies').delete(key),
    ]);
    await Promise.all([...removals, transaction.done]);
  }

  async entries(): Promise<Entry[]> {
    const database = await this.connection.get();
    const records: unknown[] = await database.getAll('entries');
    return records.map(readEntry).filter((entry) => entry !== undefined);
  }
}
