import { openDB } from 'idb';
import { mediaDatabase } from '../../sw/cache/schema.ts';

const entriesPerTransaction = 2000;
const sizeBytes = 64;

/**
 * Adds this many small entries, faster than the cache itself would. Clears the index, so that the next worker rebuilds
 * it.
 */
export async function fillDatabase(name: string, entries: number): Promise<void> {
  const database = await openDB(name, mediaDatabase().version);
  const body = new ArrayBuffer(sizeBytes);
  for (let first = 0; first < entries; first += entriesPerTransaction) {
    const transaction = database.transaction(['entries', 'bodies'], 'readwrite', { durability: 'relaxed' });
    const writes: Promise<unknown>[] = [];
    for (let number = first; number < Math.min(first + entriesPerTransaction, entries); number += 1) {
      const key = `https://media.example/reels/reel-${number % 1000}/1080/segment-${number}.m4s`;
      const times = { firstByteMs: 10, transferMs: 20, storedAtMs: Date.now() - number };
      const origin = { etag: null, lastModified: null, sourceUrl: 'https://media.example/' };
      writes.push(transaction.objectStore('bodies').put(body, key));
      writes.push(
        transaction
          .objectStore('entries')
          .put({ key, sizeBytes, contentType: 'video/mp4', fileBytes: null, ...origin, ...times }),
      );
    }
    await Promise.all([...writes, transaction.done]);
  }
  await database.clear('index');
  database.close();
}
