import { deleteDB, openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { bodyOf, type Disk, entryOf, FakeClock, newDisk, startWorker } from './testing/cache-fixture.ts';

const readAll = async (disk: Disk, store: string): Promise<unknown[]> => {
  const database = await openDB(disk.name);
  const records = await database.getAll(store);
  database.close();
  return records;
};

describe('the index across workers', () => {
  it('is read from its snapshot and the steps after it', async () => {
    const disk = newDisk();
    const clock = new FakeClock();
    const first = startWorker(disk, { clock });
    for (const key of ['a', 'b', 'c', 'd']) await first.cache.put(entryOf(key, 10), bodyOf(key, 10));
    await first.cache.maintain();
    expect(await readAll(disk, 'journal')).toHaveLength(0);
    await first.cache.put(entryOf('e', 5), bodyOf('e', 5));

    const second = startWorker(disk, { clock });
    await second.cache.maintain();
    expect(second.cache.statistics).toMatchObject({ total: 5, usedBytes: 45 });
  });

  it('notices that another worker has replaced the snapshot and the journal', async () => {
    const disk = newDisk();
    const old = startWorker(disk, { budgetBytes: 50 });
    await old.cache.put(entryOf('a', 10), bodyOf('a', 10));
    const next = startWorker(disk, { budgetBytes: 50 });
    for (const key of ['b', 'c', 'd']) await next.cache.put(entryOf(key, 10), bodyOf(key, 10));
    await next.cache.maintain();
    expect(await readAll(disk, 'journal')).toHaveLength(0);

    await old.cache.put(entryOf('e', 20), bodyOf('e', 20));
    expect(old.cache.statistics).toMatchObject({ total: 4, usedBytes: 50 });
    expect(await readAll(disk, 'entries')).toHaveLength(4);
  });

  it('is rebuilt from the entries when it is lost or damaged', async () => {
    for (const damage of ['no snapshot', 'damaged snapshot', 'damaged journal'] as const) {
      const disk = newDisk();
      const first = startWorker(disk);
      for (const key of ['a', 'b', 'c', 'd']) await first.cache.put(entryOf(key, 10), bodyOf(key, 10));
      await first.cache.maintain();
      const database = await openDB(disk.name);
      if (damage === 'no snapshot') await database.clear('index');
      if (damage === 'damaged snapshot') await database.put('index', { keys: 'nonsense' }, 'snapshot');
      if (damage === 'damaged journal') await database.add('journal', [{ type: 'put', key: 7 }]);
      database.close();

      const second = startWorker(disk);
      await second.cache.maintain();
      expect(second.cache.statistics, damage).toMatchObject({ total: 4, usedBytes: 40 });
      expect(second.failures, damage).toEqual([]);
    }
  });

  it('removes an entry that cannot be read', async () => {
    const disk = newDisk();
    await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10));
    const database = await openDB(disk.name);
    await database.put('entries', { key: 'broken', sizeBytes: 'many' });
    await database.put('bodies', bodyOf('broken', 10), 'broken');
    await database.clear('index');
    database.close();

    const { cache, clock } = startWorker(disk);
    clock.advance(3_000_000);
    await cache.maintain();
    expect(await readAll(disk, 'entries')).toHaveLength(1);
    expect(await readAll(disk, 'bodies')).toHaveLength(1);
  });
});

describe('an upgrade of the database', () => {
  it('keeps the bodies and facts that the first version stored, and goes on with them', async () => {
    const disk = newDisk();
    const first = await openDB(disk.name, 1, {
      upgrade(database) {
        database.createObjectStore('entries', { keyPath: 'key' });
        database.createObjectStore('bodies');
        database.createObjectStore('state');
      },
    });
    const { prefetchedBy: _1, isPinned: _2, ...oldEntry } = entryOf('reel', 10);
    await first.put('entries', { ...oldEntry, usedAtMs: 1_000_000 });
    await first.put('bodies', bodyOf('reel', 10), 'reel');
    await first.put('state', ['remembered'], 'origins');
    first.close();

    const { cache, state } = startWorker(disk, { budgetBytes: 20 });
    const found = await cache.find('reel');
    expect([found?.tier, await found?.body.text()]).toEqual(['store', 'reel......']);
    expect(await state.read('origins')).toEqual(['remembered']);
    await cache.maintain();
    expect(cache.statistics).toMatchObject({ total: 1, usedBytes: 10 });
    await cache.put(entryOf('next', 20), bodyOf('next', 20));
    expect([await cache.has('reel'), await cache.has('next')]).toEqual([false, true]);
  });

  it('by a newer worker is not blocked, and the old worker continues with the upgraded database', async () => {
    const disk = newDisk();
    const { cache, failures } = startWorker(disk);
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    const newer = await openDB(disk.name, 99, { upgrade: (database) => void database.createObjectStore('more') });
    expect((await cache.find('a'))?.tier).toBe('store');
    expect(await cache.put(entryOf('c', 10), bodyOf('c', 10))).toBe('stored');
    expect(failures).toEqual([]);
    newer.close();
  });

  it('loses no saved reel when the site goes back to an older worker', async () => {
    const disk = newDisk();
    await startWorker(disk).saved.writeReel('r', { saved: 'before' });
    (await openDB(`${disk.name}-saved`, 99)).close();
    const older = startWorker(disk);
    expect(await older.saved.readReels()).toEqual([{ saved: 'before' }]);
    expect(older.failures).toEqual([]);
  });

  it('that removed an object store makes an older worker wait, not abandon the database', async () => {
    const disk = newDisk();
    const newer = await openDB(disk.name, 99, { upgrade: (database) => void database.createObjectStore('other') });
    const { cache, access, clock, counts } = startWorker(disk, { memoryBytes: 100 });
    for (let trial = 0; trial < 10; trial += 1) {
      expect(await cache.find('a')).toBeUndefined();
      await access.settled();
      clock.advance(60_000);
    }
    expect(await cache.put(entryOf('c', 10), bodyOf('c', 10))).toBe('unavailable');
    expect((await cache.find('c'))?.tier).toBe('memory');
    expect([...newer.objectStoreNames, counts.recoveries]).toEqual(['other', 0]);
    newer.close();
  });
});

describe('a database that is deleted while in use', () => {
  it('loses what was stored, and is created again with the next write', async () => {
    const disk = newDisk();
    const { cache, failures } = startWorker(disk, { memoryBytes: 100 });
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    await cache.put(entryOf('b', 10), bodyOf('b', 10));
    await deleteDB(disk.name);

    expect((await cache.find('a'))?.tier).toBe('memory');
    await cache.put(entryOf('c', 10), bodyOf('c', 10));
    expect(await readAll(disk, 'entries')).toHaveLength(1);
    expect(cache.statistics).toMatchObject({ total: 1, usedBytes: 10 });
    expect(failures).toEqual([]);
  });

  it('leaves no dead handles in memory', async () => {
    const disk = newDisk();
    await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10));
    const { cache } = startWorker(disk, { memoryBytes: 100 });
    expect((await cache.find('a'))?.tier).toBe('store');
    expect((await cache.find('a'))?.tier).toBe('memory');
    await deleteDB(disk.name);
    expect(await cache.find('a')).toBeUndefined();
  });
});

describe('signing out', () => {
  it('leaves no byte in memory, in the database or on its way there', async () => {
    const disk = newDisk();
    const { cache } = startWorker(disk, { memoryBytes: 100 });
    await cache.put(entryOf('a', 10, { isPinned: true }), bodyOf('a', 10));
    await cache.put(entryOf('b', 10), bodyOf('b', 10));
    const waiting = cache.put(entryOf('c', 10), bodyOf('c', 10));
    await cache.purge();
    await waiting;
    const records = await Promise.all(['bodies', 'entries', 'journal'].map((store) => readAll(disk, store)));
    expect(records.flat()).toEqual([]);
    expect(cache.statistics).toMatchObject({ total: 0, usedBytes: 0, memoryBytes: 0 });
    expect(await cache.find('c')).toBeUndefined();
  });

  it('leaves no key in the journal when bodies are handed over afterwards', async () => {
    const disk = newDisk();
    const { cache } = startWorker(disk);
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    await cache.purge();
    await cache.dropSaved(['a', 'b']);
    expect(await readAll(disk, 'journal')).toEqual([]);
  });

  it('refuses bodies that were requested before it and arrive after it', async () => {
    const { cache, clock } = startWorker(newDisk(), { memoryBytes: 100 });
    const { generation } = cache;
    await cache.purge();
    // Even if the clock is set back meanwhile.
    clock.advance(-3_600_000);
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10), generation)).toBe('dropped');
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('stored');
  });
});
