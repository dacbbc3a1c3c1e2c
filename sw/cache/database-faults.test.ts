import { IDBDatabase, IDBFactory } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, type Disk, entryOf, newDisk, startWorker } from './testing/cache-fixture.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a database that fails', () => {
  it('delays a player only once, and is retried at growing intervals', async () => {
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

  it('is given the bodies that arrived during the failure once it works again', async () => {
    const disk = newDisk();
    const { arrive, cache, access, clock, account: ledger } = startWorker(disk, { memoryBytes: 1000 });
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
    const later = startWorker(disk, { ledger });
    await later.cache.find('unread');
    await later.cache.find('read');
    await later.cache.maintain();
    expect(ledger).toMatchObject({ prefetchedBytes: 20, usedBytes: 20, wastedBytes: 0 });
  });

  it('does not overwrite a newer body with one that arrived during the failure', async () => {
    const disk = newDisk();
    const { cache, access, clock } = startWorker(disk, { memoryBytes: 1000 });
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no access', 'UnknownError');
    });
    expect(await cache.put(entryOf('a', 10), bodyOf('old', 10))).toBe('unavailable');
    open.mockRestore();
    clock.advance(300);
    await cache.find('b');
    await access.settled();
    expect(await cache.put(entryOf('a', 10), bodyOf('new', 10))).toBe('stored');
    await cache.maintain();
    expect(await (await startWorker(disk).cache.find('a'))?.body.text()).toBe('new.......');
  });

  /** Makes the files of the database unreadable while `isDamaged` is true. */
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

  it('is deleted and replaced by an empty one when it keeps reporting damage and holds no saved reels', async () => {
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

  it('is kept beside an empty replacement if it may hold saved reels, and is used again once readable', async () => {
    const disk = newDisk();
    const { cache, clock } = startWorker(disk);
    await cache.put(entryOf('saved', 10), bodyOf('saved', 10));
    const world = damage(disk);
    const remove = vi.spyOn(indexedDB, 'deleteDatabase');
    const restarted = startWorker(disk, { clock, holdsSaved: true });
    await tryUntilItWorks(restarted);
    expect(await restarted.cache.put(entryOf('b', 10), bodyOf('b', 10))).toBe('stored');
    // A new worker uses the successor at once.
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
  ])('is reopened without reporting a failure when its connection reports: %s', async (message) => {
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

  it('is never abandoned because its connection is lost, for however long', async () => {
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

  it('keeps its contents when many reads fail at the same moment', async () => {
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

  it('delays a player by two seconds at most if it never answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { cache, failures } = startWorker(newDisk());
    vi.spyOn(indexedDB, 'open').mockImplementation(() => new IDBOpenDBRequest());
    const found = cache.find('a');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await found).toBeUndefined();
    expect(await cache.find('a')).toBeUndefined();
    expect(failures).toHaveLength(1);
  });

  it('works again as soon as nothing blocks its upgrade, however long that took and without a request', async () => {
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

  it('rejects a purge that it cannot carry out, and can be purged once it works again', async () => {
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
