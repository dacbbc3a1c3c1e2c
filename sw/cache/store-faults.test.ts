import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, entryOf, newDisk, startWorker } from './testing/cache-fixture.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

type Put = typeof IDBObjectStore.prototype.put;

/** Makes the browser refuse certain writes. */
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

describe('when the browser reports that the quota is exceeded', () => {
  it('evicts entries and retries the write once', async () => {
    const { cache } = startWorker(newDisk());
    for (const key of ['a', 'b', 'c', 'd']) await cache.put(entryOf(key, 10), bodyOf(key, 10));
    let left = 1;
    refuseWrites('QuotaExceededError', (store) => store === 'bodies' && left-- > 0);
    expect(await cache.put(entryOf('e', 10), bodyOf('e', 10))).toBe('stored');
    expect(cache.statistics.usedBytes).toBeLessThan(40);
    expect([await cache.has('a'), await cache.has('d'), await cache.has('e')]).toEqual([false, true, true]);
  });

  it('continues from memory if evicting does not help, backs off, and stores again when possible', async () => {
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

  it('still carries out removals', async () => {
    const disk = newDisk();
    const { cache } = startWorker(disk);
    await cache.put(entryOf('a', 10, { isPinned: true }), bodyOf('a', 10));
    refuseWrites('QuotaExceededError', (store) => store === 'bodies');
    const [outcome] = await Promise.all([cache.put(entryOf('b', 10), bodyOf('b', 10)), cache.drop(['a'])]);
    expect([outcome, await startWorker(disk).cache.find('a')]).toEqual(['full', undefined]);
  });

  it('still deletes everything at a sign-out, which writes nothing', async () => {
    const disk = newDisk();
    const { cache } = startWorker(disk);
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    for (const write of ['add', 'put'] as const)
      vi.spyOn(IDBObjectStore.prototype, write).mockImplementation(() => {
        throw new DOMException('refused', 'QuotaExceededError');
      });
    await cache.purge();
    vi.restoreAllMocks();
    expect(await startWorker(disk).cache.find('a')).toBeUndefined();
  });

  it('does not serve an older body, confirmed since as the newer one, that could not be stored', async () => {
    const disk = newDisk();
    const { cache } = startWorker(disk, { memoryBytes: 1000 });
    await cache.put(entryOf('large', 100), bodyOf('large', 100));
    await cache.put(entryOf('a', 10, { storedAtMs: 1_000_001 }), new Blob(['first body']));
    refuseWrites('QuotaExceededError', (store) => store === 'bodies');
    await cache.put(entryOf('b', 10), bodyOf('b', 10));
    expect(cache.statistics.usedBytes).toBe(10);
    const second = entryOf('a', 10, { headers: { etag: '"2"' } });
    expect(await cache.put(second, new Blob(['other body']))).toBe('full');
    cache.renew(second);
    await cache.maintain();
    expect(await (await cache.find('a'))?.body.text()).toBe('other body');
    expect(await startWorker(disk).cache.find('a')).toBeUndefined();
  });

  it('stores nothing if the quota is 0', async () => {
    const { cache } = startWorker(newDisk(), { budgetBytes: 0, memoryBytes: 1000 });
    expect(await cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('full');
    expect((await cache.find('a'))?.tier).toBe('memory');
  });
});

describe('when Blobs cannot be stored', () => {
  it('stores their bytes instead, and returns a Blob of the same bytes and type', async () => {
    const disk = newDisk();
    const refusals = refuseWrites('DataCloneError', (_store, value) => value instanceof Blob);
    expect(await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10))).toBe('stored');
    const found = await startWorker(disk).cache.find('a');
    expect([await found?.body.text(), found?.body.type]).toEqual(['a.........', 'video/mp4']);
    expect(refusals.count).toBe(1);
  });
});

describe('a damaged entry', () => {
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

  it('is dropped when the file behind its Blob is gone, and can be stored again at once', async () => {
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
