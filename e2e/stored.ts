import type { Page } from '@playwright/test';

export type StoredBody = { readonly key: string; readonly bytes: number; readonly sha256: string };

/**
 * Reads every body in the store to its last byte, without the worker. A body that cannot be read has an empty digest.
 * Does not create a missing database.
 */
export function readStore(page: Page): Promise<StoredBody[]> {
  return page.evaluate(async () => {
    const name = 'nextreel';
    const databases = await indexedDB.databases();
    if (!databases.some((database) => database.name === name)) return [];
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const database = await settled(indexedDB.open(name));
    database.addEventListener('versionchange', () => database.close());
    try {
      if (!database.objectStoreNames.contains('bodies')) return [];
      const store = database.transaction('bodies').objectStore('bodies');
      const [keys, bodies] = await Promise.all([settled(store.getAllKeys()), settled<unknown[]>(store.getAll())]);
      const nameOf = (key: IDBValidKey) => (typeof key === 'string' ? key : JSON.stringify(key));
      const hex = (hash: ArrayBuffer) => [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0'));
      return await Promise.all(
        keys.map(async (key, place) => {
          const body = bodies[place];
          if (!(body instanceof Blob)) return { key: nameOf(key), bytes: 0, sha256: '' };
          const bytes = await body.arrayBuffer().catch(() => undefined);
          const sha256 = bytes === undefined ? '' : hex(await crypto.subtle.digest('SHA-256', bytes)).join('');
          return { key: nameOf(key), bytes: body.size, sha256 };
        }),
      );
    } finally {
      database.close();
    }
  });
}

/** Returns the state that the worker has stored under this name. */
export function readState(page: Page, stateName: string): Promise<unknown> {
  return page.evaluate(
    (name) =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open('nextreel');
        opening.addEventListener('error', () => reject(opening.error));
        opening.addEventListener('success', () => {
          const database = opening.result;
          const reading = database.transaction('state').objectStore('state').get(name);
          reading.addEventListener('error', () => reject(reading.error));
          reading.addEventListener('success', () => {
            database.close();
            resolve(reading.result);
          });
        });
      }),
    stateName,
  );
}

type SavedUnit = { readonly name: string; readonly keys: readonly string[] };
export type SavedRecord = {
  readonly reel: { readonly id: string; readonly url: string };
  readonly state: string;
  readonly whole: SavedUnit | null;
  readonly arriving: SavedUnit | null;
};

/** Returns the records of saved reels in no particular order, without the worker. */
export async function readSavedRecords(page: Page): Promise<SavedRecord[]> {
  return JSON.parse((await readSaved(page)).records);
}

/** Returns the unit and key of every saved file, sorted. */
export async function readSavedFiles(page: Page): Promise<string[]> {
  return (await readSaved(page)).names.toSorted();
}

/** Does not create a missing database. */
function readSaved(page: Page): Promise<{ records: string; names: string[] }> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === 'nextreel-saved')) return { records: '[]', names: [] };
    const database = await settled(indexedDB.open('nextreel-saved'));
    database.addEventListener('versionchange', () => database.close());
    const transaction = database.transaction(['reels', 'files']);
    const [records, names] = await Promise.all([
      settled(transaction.objectStore('reels').getAll()),
      settled(transaction.objectStore('files').getAllKeys()),
    ]);
    database.close();
    return {
      records: JSON.stringify(records),
      names: names.map((name) => (Array.isArray(name) ? name.map(String).join(' ') : '')),
    };
  });
}
