import { decodeBody } from './body-form.ts';
import type { DatabaseAccess } from './database-access.ts';
import { type CachedBody, type Entry, readEntry } from './entry.ts';
import type { NextreelDatabase, NextreelSchema } from './schema.ts';

/** The longest that a player waits for the store: the network has the body too. */
const limitMs = 2000;

/** Reads the persistent tier by key, so that the first response of a new worker need not wait for the index. */
export class StoredBodies {
  readonly #reads = new Set<Promise<unknown>>();

  constructor(
    readonly access: DatabaseAccess<NextreelSchema>,
    /** An entry cannot be read and should be removed. */
    readonly onDamaged: (key: string) => void,
  ) {}

  async find(key: string): Promise<CachedBody | undefined> {
    const [found] = await this.findAll([key]);
    return found;
  }

  /** Returns the bodies that are stored completely. Reports damaged ones and leaves them out. */
  findAll(keys: readonly string[]): Promise<CachedBody[]> {
    return this.#read(async (database) => {
      const transaction = database.transaction(['entries', 'bodies']);
      // When the connection is lost, the individual reads fail as well.
      transaction.done.catch(() => undefined);
      const reads = keys.map(async (key) => {
        const [record, stored] = await Promise.all([
          transaction.objectStore('entries').get(key),
          transaction.objectStore('bodies').get(key).catch(nothingIfDamaged),
        ]);
        if (record === undefined && stored === undefined) return undefined;
        const found = await readWhole(readEntry(record), stored);
        if (found === undefined) this.onDamaged(key);
        return found;
      });
      return (await Promise.all(reads)).filter((found) => found !== undefined);
    });
  }

  findEntry(key: string): Promise<Entry | undefined> {
    return this.#read(async (database) => readEntry(await database.get('entries', key)));
  }

  /** Resolves once all current reads have finished. */
  async settled(): Promise<void> {
    await Promise.all(this.#reads);
  }

  #read<T>(work: (database: NextreelDatabase) => Promise<T>): Promise<T> {
    const read = this.access.run(limitMs, work);
    const tracked: Promise<unknown> = read
      .catch(() => undefined)
      .finally(() => {
        this.#reads.delete(tracked);
      });
    this.#reads.add(tracked);
    return read;
  }
}

/** Returns the body if it is complete. Reading its last byte shows whether the file behind the handle still exists. */
async function readWhole(entry: Entry | undefined, stored: unknown): Promise<CachedBody | undefined> {
  if (entry === undefined) return undefined;
  const body = decodeBody(stored, entry.contentType);
  if (body === undefined || body.size !== entry.sizeBytes) return undefined;
  try {
    await body.slice(-1).arrayBuffer();
    return { entry, body };
  } catch {
    return undefined;
  }
}

/** Treats an unreadable record as missing. Rethrows if the connection or transaction has ended. */
function nothingIfDamaged(cause: unknown): null {
  if (cause instanceof DOMException && /^(InvalidState|Abort|TransactionInactive)Error$/.test(cause.name)) throw cause;
  return null;
}
