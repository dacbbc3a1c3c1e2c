import { openDB } from 'idb';
import type { Entry } from '../../sw/cache/entry.ts';
import { mediaDatabase } from '../../sw/cache/schema.ts';

const perTransaction = 2000;
const sizeBytes = 64;

/**
 * Adds this many small entries to those that the worker has stored. Clears the index, so that the next worker rebuilds
 * it.
 */
export async function fillStore(entries: number, nowMs: number): Promise<void> {
  const { name, version } = mediaDatabase();
  const database = await openDB(name, version);
  const body = new ArrayBuffer(sizeBytes);
  for (let first = 0; first < entries; first += perTransaction) {
    const transaction = database.transaction(['entries', 'bodies'], 'readwrite');
    for (let number = first; number < Math.min(first + perTransaction, entries); number += 1) {
      const entry = entryOf(number, nowMs);
      void transaction.objectStore('bodies').put(body, entry.key);
      void transaction.objectStore('entries').put(entry);
    }
    await transaction.done;
  }
  await database.clear('index');
  database.close();
}

function entryOf(number: number, nowMs: number): Entry {
  return {
    key: `http://elsewhere.test/reel-${number % 1000}/1080/${number}.m4s`,
    sizeBytes,
    contentType: 'video/mp4',
    fileBytes: null,
    sourceUrl: 'http://elsewhere.test/',
    firstByteMs: 10,
    transferMs: 20,
    storedAtMs: nowMs,
    prefetchedBy: null,
    headers: {},
    freshness: {
      receivedAtMs: nowMs,
      bornAtMs: nowMs,
      freshUntilMs: nowMs + 24 * 3_600_000,
      staleUse: 'when-unreachable',
      isImmutable: false,
      rule: 'max-age',
    },
    selection: {},
    isPinned: false,
  };
}
