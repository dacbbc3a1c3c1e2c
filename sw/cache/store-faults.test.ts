import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, type Disk, entryOf, newDisk, startWorker } from './testing/cache-fixture.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Put = typeof IDBObjectStore.prototype.put;

/** Lets the browser refuse certain writes. */
function refuseWrites(reason: string, refuse: (storeName: string, value: unknown) => boolean): { count: number } {
  const refusals = { count: 0 };
  const put: Put = Reflect.get(IDBObjectStore.prototype, 'put');
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (refuse(this.name, args[0])) {
      refusals.count += 1;
      throw new DOMException('refused', reason);
    }
    return put.apply(this, args);
  });
  return refusals;
}

describe('when the browser says that the quota is exceeded', () => {
  it('evicts and tries once more', async () => {
    const { cache } = startWorker(newDisk());
    for (const key of ['a', 'b', 'c', 'd']) await cache.put(entryOf(key, 10), bodyOf(key, 10));
    let left = 1;
    refuseWrites('QuotaExceededError', (store) => store === 'bodies' && left-- > 0);
    expect(await cache.put(entryOf('e', 10), bodyOf('e', 10))).toBe('stored');
    expect(cache.statistics.usedBytes).toBeLessThan(40);
    expect([await cache.has('a'), await cache.has('d'), await cache.has('e')]).toEqual([false, true, true]);
  });

  it('goes on from memory when nothing helps, asks less and less often, and stores again when it may', async () => {
    const { cache, clock, failures } = startWorker(newDisk(), { memoryBytes: 1000 });
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    let isFull = true;
    const refusals = refuseWrites('QuotaExceededError', (store) => store === 'bodies' && isFull);
    expect(await cache.put(entryOf('b', 10), bodyOf('b', 10))).toBe('full');
    expect((await cache.find('b'))?.tier).toBe('memory');
    const tried = refusals.count;
    expect(await cache.put(entryOf('c', 10), bodyOf('c', 10))).toBe('full');
    expect(refusals.count).toBe(tried);

    isFull = false;
    clock.advance(300);
    expect(await cache.put(entryOf('d', 10), bodyOf('d', 10))).toBe('stored');
    expect(failures).toEqual([]);
  });

  it('stores nothing with a quota of nothing', async () => {
    const { cache } = startWorker(newDisk(), { budgetBytes: 0, memoryBytes: 1000 });
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('full');
    expect((await cache.find('a'))?.tier).toBe('memory');
    expect(cache.statistics.utilisation).toBe(0);
  });
});

describe('where Blobs cannot be stored', () => {
  it('stores bytes, and answers with a Blob of the same bytes and type', async () => {
    const disk = newDisk();
    const refusals = refuseWrites('DataCloneError', (_store, value) => value instanceof Blob);
    expect(await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('stored');
    const found = await startWorker(disk).cache.find('a');
    expect([await found?.body.text(), found?.body.type]).toEqual(['a.........', 'video/mp4']);
    expect(refusals.count).toBe(1);
  });
});

describe('an entry that is damaged', () => {
  it.each(['missing', 'of another size', 'of another type'])('is dropped when its body is %s', async (damage) => {
    const disk = newDisk();
    const { cache, access, damaged, clock } = startWorker(disk);
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    await access.run(1000, async (database) => {
      if (damage === 'missing') await database.delete('bodies', 'a');
      else await database.put('bodies', damage === 'of another size' ? bodyOf('a', 9) : 'text', 'a');
    });
    expect(await cache.find('a')).toBeUndefined();
    expect(damaged).toEqual(['a']);
    clock.advance(61_000);
    await cache.maintain();
    expect(await cache.has('a')).toBe(false);
    expect(cache.statistics).toMatchObject({ total: 0, usedBytes: 0 });
  });

  it('is dropped when the file under its handle is gone, and can be put again at once', async () => {
    const { cache, damaged } = startWorker(newDisk());
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    const read = vi
      .spyOn(Blob.prototype, 'arrayBuffer')
      .mockRejectedValueOnce(new DOMException('', 'NotReadableError'));
    expect(await cache.find('a')).toBeUndefined();
    expect([damaged, read.mock.calls.length]).toEqual([['a'], 1]);
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('stored');
    expect((await cache.find('a'))?.tier).toBe('store');
  });
});

describe('a database that fails', () => {
  it('is nothing that a player waits for twice, and is tried again with growing pauses', async () => {
    const { cache, access, clock, failures, counts } = startWorker(newDisk(), { memoryBytes: 1000 });
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no access', 'UnknownError');
    });
    expect(await cache.find('a')).toBeUndefined();
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('unavailable');
    expect((await cache.find('a'))?.tier).toBe('memory');
    expect([open.mock.calls.length, failures.length]).toEqual([1, 1]);

    clock.advance(300);
    await cache.find('b');
    await access.settled();
    clock.advance(300);
    await cache.find('b');
    await access.settled();
    expect(open).toHaveBeenCalledTimes(2);

    open.mockRestore();
    clock.advance(300);
    expect(await cache.find('b')).toBeUndefined();
    await access.settled();
    expect(counts.recoveries).toBe(1);
    expect(await cache.put(entryOf('b', 10), bodyOf('b', 10))).toBe('stored');
    expect(failures).toHaveLength(1);
  });

  it('gets what came meanwhile when it works again', async () => {
    const disk = newDisk();
    const { arrive, cache, access, clock, account } = startWorker(disk, { memoryBytes: 1000 });
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no access', 'UnknownError');
    });
    const prefetchedBy = { reelId: 'reel', source: 'sequential' };
    await arrive(entryOf('unread', 10, { prefetchedBy }), bodyOf('unread', 10));
    await arrive(entryOf('read', 10, { prefetchedBy }), bodyOf('read', 10));
    await cache.find('read');
    open.mockRestore();
    clock.advance(300);
    await cache.maintain();
    await access.settled();
    await cache.maintain();
    expect(cache.statistics).toMatchObject({ total: 2, accessed: 1 });
    const later = startWorker(disk, { account });
    await later.cache.find('unread');
    await later.cache.find('read');
    await later.cache.maintain();
    expect(account).toMatchObject({ prefetchedBytes: 20, usedBytes: 20, wastedBytes: 0 });
  });

  /** Its files cannot be read as long as the world says so. */
  function damage(disk: Disk, message = 'Internal error opening backing store for indexedDB.open.') {
    const world = { isDamaged: true };
    const open = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
      if (name === disk.name && world.isDamaged) throw new DOMException(message, 'UnknownError');
      return open(name, version);
    });
    return world;
  }

  async function tryUntilItWorks({ cache, access, clock, counts }: ReturnType<typeof startWorker>): Promise<void> {
    for (let trial = 0; trial < 12 && counts.recoveries === 0; trial += 1) {
      await cache.find('a');
      await access.settled();
      clock.advance(60_001);
    }
  }

  it('is deleted for an empty one when it reports damage again and again and nothing is saved in it', async () => {
    const disk = newDisk();
    const { cache, clock } = startWorker(disk);
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    const world = damage(disk);
    const remove = vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
      world.isDamaged = false;
      return IDBFactory.prototype.deleteDatabase.call(indexedDB, name);
    });
    const restarted = startWorker(disk, { clock });
    await tryUntilItWorks(restarted);
    expect(remove).toHaveBeenCalledTimes(1);
    expect(await restarted.cache.put(entryOf('b', 10), bodyOf('b', 10))).toBe('stored');
    expect(await restarted.cache.has('a')).toBe(false);
  });

  it('stays beside an empty one while something may be saved in it, and is there when it can be read again', async () => {
    const disk = newDisk();
    const { cache, clock } = startWorker(disk);
    await cache.put(entryOf('saved', 10), bodyOf('saved', 10));
    const world = damage(disk);
    const remove = vi.spyOn(indexedDB, 'deleteDatabase');
    const restarted = startWorker(disk, { clock, holdsSaved: true });
    await tryUntilItWorks(restarted);
    expect(await restarted.cache.put(entryOf('b', 10), bodyOf('b', 10))).toBe('stored');
    // A new worker loses no time with the one that was given up.
    const later = startWorker(disk, { clock, holdsSaved: true });
    expect((await later.cache.find('b'))?.tier).toBe('store');
    world.isDamaged = false;
    expect((await startWorker(disk, { clock, holdsSaved: true }).cache.find('saved'))?.tier).toBe('store');
    expect(remove).not.toHaveBeenCalled();
  });

  it.each([
    'Connection to Indexed Database server lost. Refresh the page to try again',
    'Attempt to get a record from database without an in-progress transaction',
    'The operation failed for reasons unrelated to the database itself and not covered by any other error code.',
  ])('goes on with a new connection, and nobody hears of it, when it says: %s', async (message) => {
    const { cache, failures } = startWorker(newDisk());
    await cache.put(entryOf('saved', 10), bodyOf('saved', 10));
    const dead = new WeakSet<IDBDatabase>();
    const begin = Reflect.get(IDBDatabase.prototype, 'transaction');
    let isFirst = true;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      if (isFirst) dead.add(this);
      isFirst = false;
      if (dead.has(this)) throw new DOMException(message, 'UnknownError');
      return begin.apply(this, args);
    });
    expect((await cache.find('saved'))?.tier).toBe('store');
    expect(failures).toEqual([]);
  });

  it('is never given up for a lost connection, however long that lasts', async () => {
    const disk = newDisk();
    const worker = startWorker(disk);
    await worker.cache.put(entryOf('saved', 10), bodyOf('saved', 10));
    const remove = vi.spyOn(indexedDB, 'deleteDatabase');
    const world = damage(disk, 'Connection to Indexed Database server lost. Refresh the page to try again');
    worker.access.connection.forget();
    await tryUntilItWorks(worker);
    expect(worker.counts.recoveries).toBe(0);
    world.isDamaged = false;
    await tryUntilItWorks(worker);
    expect((await worker.cache.find('saved'))?.tier).toBe('store');
    expect(remove).not.toHaveBeenCalled();
  });

  it('keeps what it has when many reads fail at one and the same moment', async () => {
    const { cache, access, clock } = startWorker(newDisk());
    await cache.put(entryOf('saved', 10, { isPinned: true }), bodyOf('saved', 10));
    const remove = vi.spyOn(indexedDB, 'deleteDatabase');
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('Internal error.', 'UnknownError');
    });
    await Promise.all(Array.from({ length: 12 }, (_, place) => cache.find(`read-${place}`)));
    transaction.mockRestore();
    clock.advance(300);
    await cache.find('saved');
    await access.settled();
    expect(remove).not.toHaveBeenCalled();
    expect((await cache.find('saved'))?.tier).toBe('store');
  });

  it('that never answers holds a player up for two seconds at most', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { cache, failures } = startWorker(newDisk());
    vi.spyOn(indexedDB, 'open').mockImplementation(() => new IDBOpenDBRequest());
    const found = cache.find('a');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await found).toBeUndefined();
    expect(await cache.find('a')).toBeUndefined();
    expect(failures).toHaveLength(1);
  });

  it('works again as soon as nothing holds it up any more, however long that took and though nobody asks', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const disk = newDisk();
    const holder = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(disk.name, 1);
      opening.addEventListener('upgradeneeded', () => {
        opening.result.createObjectStore('entries', { keyPath: 'key' });
        for (const store of ['bodies', 'state']) opening.result.createObjectStore(store);
      });
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const { cache, counts } = startWorker(disk);
    const found = cache.find('a');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await found).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3000);
    expect(counts.recoveries).toBe(0);
    holder.close();
    await vi.waitFor(() => expect(counts.recoveries).toBe(1));
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('stored');
  });

  it('keeps its bytes until it can be purged, and says so', async () => {
    const { cache, access, clock } = startWorker(newDisk());
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no access', 'UnknownError');
    });
    await expect(cache.purge()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    open.mockRestore();
    clock.advance(300);
    await cache.find('a');
    await access.settled();
    await expect(cache.purge()).resolves.toBeUndefined();
  });
});
