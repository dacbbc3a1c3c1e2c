import { describe, expect, it } from 'vitest';
import { bodyOf, entryOf, FakeClock, freshFor, newDisk, startWorker } from './testing/cache-fixture.ts';

type Cache = ReturnType<typeof startWorker>['cache'];

const memoryBytes = 1000;
const guess = { reelId: 'reel-1', source: 'sequential' };

describe('finding', () => {
  it('finds a body in memory while it waits to be written', async () => {
    const { cache } = startWorker(newDisk());
    const written = cache.put(entryOf('a', 10), bodyOf('a', 10));
    const found = await cache.find('a');
    expect([found?.tier, await found?.body.text()]).toEqual(['memory', 'a.........']);
    expect(await written).toBe('stored');
    expect((await cache.find('a'))?.tier).toBe('store');
  });

  it('finds a body that an earlier worker stored, before the index is loaded', async () => {
    const disk = newDisk();
    await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10));
    const { cache } = startWorker(disk, { memoryBytes });
    expect((await cache.find('a'))?.tier).toBe('store');
    expect(cache.statistics.total).toBe(0);
    expect((await cache.find('a'))?.tier).toBe('memory');
  });

  it('does not find a body that was never put', async () => {
    const { cache } = startWorker(newDisk());
    expect(await cache.find('a')).toBeUndefined();
    expect(await cache.has('a')).toBe(false);
  });

  it('finds a warmed body in memory', async () => {
    const disk = newDisk();
    await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10));
    const { cache } = startWorker(disk, { memoryBytes });
    await cache.warm(['a', 'b']);
    expect((await cache.find('a'))?.tier).toBe('memory');
  });

  it.each([
    ['read', (cache: Cache) => cache.peek('a')],
    ['warmed', (cache: Cache) => cache.warm(['a'])],
  ])(
    'a body that is replaced or removed while the old one is being %s stays replaced or removed',
    async (_how, look) => {
      const disk = newDisk();
      await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('old', 10));
      const restarted = startWorker(disk, { memoryBytes }).cache;
      const reading = look(restarted);
      const written = restarted.put(entryOf('a', 10), bodyOf('new', 10));
      await reading;
      expect(await (await restarted.peek('a'))?.body.text()).toBe('new.......');
      await written;

      const taken = startWorker(disk, { memoryBytes }).cache;
      const looking = look(taken);
      await Promise.all([looking, taken.remove('a')]);
      expect(await taken.find('a')).toBeUndefined();
    },
  );

  it('warms only as many bodies as memory has room for', async () => {
    const disk = newDisk();
    const first = startWorker(disk);
    for (const key of ['a', 'b', 'c']) await first.cache.put(entryOf(key, 400), bodyOf(key, 400));
    const { cache } = startWorker(disk, { memoryBytes });
    await cache.warm(['a', 'b', 'c']);
    expect(cache.statistics.memoryBytes).toBe(800);
    expect([(await cache.find('a'))?.tier, (await cache.find('c'))?.tier]).toEqual(['memory', 'store']);
  });
});

describe('statistics', () => {
  it('counts entries, entries that were read, and used bytes, next to the budget', async () => {
    const { arrive, cache } = startWorker(newDisk(), { budgetBytes: 100 });
    await arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
    await arrive(entryOf('b', 40, { prefetchedBy: guess }), bodyOf('b', 40));
    await cache.find('a');
    await cache.peek('b');
    await cache.maintain();
    expect(cache.statistics).toMatchObject({ total: 2, accessed: 1, usedBytes: 50, budgetBytes: 100 });
  });
});

describe('eviction', () => {
  it('stays within the budget and drops the least recently used first, even after a restart', async () => {
    const disk = newDisk();
    const clock = new FakeClock();
    const first = startWorker(disk, { budgetBytes: 30, clock });
    for (const key of ['a', 'b', 'c']) await first.cache.put(entryOf(key, 10), bodyOf(key, 10));
    clock.advance(1000);
    await first.cache.find('a');
    await first.cache.maintain();

    const { cache } = startWorker(disk, { budgetBytes: 30, clock });
    await cache.put(entryOf('d', 10), bodyOf('d', 10));
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.has(key)))).toEqual([true, false, true, true]);
    expect(cache.statistics.usedBytes).toBe(30);
  });

  it('never touches bodies pinned by version 0.1 until they are dropped explicitly', async () => {
    const { cache, clock } = startWorker(newDisk(), { budgetBytes: 30 });
    await cache.put(entryOf('saved', 20, { isPinned: true }), bodyOf('saved', 20));
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    await cache.put(entryOf('saved', 20), bodyOf('saved', 20));
    clock.advance(7_200_000);
    await cache.maintain();
    await cache.put(entryOf('b', 10), bodyOf('b', 10));
    expect([await cache.hasEvenIfStale('saved'), await cache.hasEvenIfStale('a')]).toEqual([true, false]);
    await cache.dropPinned();
    expect([await cache.hasEvenIfStale('saved'), await cache.hasEvenIfStale('b')]).toEqual([false, true]);
  });

  it('refuses a body larger than the budget, and evicts nothing for it', async () => {
    const { cache } = startWorker(newDisk(), { budgetBytes: 30 });
    await cache.put(entryOf('a', 10), bodyOf('a', 10));
    expect(await cache.put(entryOf('b', 40), bodyOf('b', 40))).toBe('full');
    expect(await cache.hasEvenIfStale('a')).toBe(true);
  });

  it('drops entries that are too old at the next sweep, but not before', async () => {
    const { cache, clock } = startWorker(newDisk());
    await cache.put(entryOf('old', 10), bodyOf('old', 10));
    await cache.put(entryOf('saved', 10, { isPinned: true }), bodyOf('saved', 10));
    await cache.maintain();
    clock.advance(3_600_001);
    expect(await cache.hasEvenIfStale('old')).toBe(true);
    await cache.maintain();
    expect([await cache.hasEvenIfStale('old'), await cache.hasEvenIfStale('saved')]).toEqual([false, true]);
  });
});

describe('freshness', () => {
  const short = { freshness: freshFor(1000) };
  const stillHere = async (cache: {
    has(key: string): Promise<boolean>;
    hasEvenIfStale(key: string): Promise<boolean>;
  }) => [await cache.has('a'), await cache.hasEvenIfStale('a')];

  it('is judged alike by memory, the index and the store', async () => {
    const disk = newDisk();
    const clock = new FakeClock();
    const first = startWorker(disk, { memoryBytes, clock });
    await first.cache.put(entryOf('a', 10, short), bodyOf('a', 10));
    const withIndex = startWorker(disk, { clock });
    await withIndex.cache.maintain();
    const workers = [first, withIndex, startWorker(disk, { clock })];
    for (const { cache } of workers) expect(await stillHere(cache)).toEqual([true, true]);
    clock.advance(1000);
    for (const { cache } of workers) expect(await stillHere(cache)).toEqual([false, true]);
  });

  it('is renewed without rewriting the body, and restarts the age limit', async () => {
    const disk = newDisk();
    const { cache, clock } = startWorker(disk);
    await cache.put(entryOf('a', 10, { ...short, isPinned: true }), bodyOf('a', 10));
    clock.advance(5000);
    cache.renew(entryOf('a', 10, { headers: { etag: '"2"' }, storedAtMs: clock.nowMs(), prefetchedBy: null }));
    await cache.maintain();
    const later = startWorker(disk, { clock });
    expect(await later.cache.has('a')).toBe(true);
    expect((await later.cache.find('a'))?.entry).toMatchObject({ headers: { etag: '"2"' }, isPinned: true });
    expect(await (await later.cache.find('a'))?.body.text()).toBe('a.........');
  });

  it('ends when the origin withdraws a body, unless it is pinned', async () => {
    const { cache } = startWorker(newDisk(), { memoryBytes });
    for (const key of ['gone', 'saved'])
      await cache.put(entryOf(key, 10, { isPinned: key === 'saved' }), bodyOf(key, 10));
    for (const key of ['gone', 'saved']) await cache.remove(key);
    expect([await cache.hasEvenIfStale('gone'), await cache.hasEvenIfStale('saved')]).toEqual([false, true]);
  });
});

describe('prefetched bytes', () => {
  it('count as used only once, when a player first reads them', async () => {
    const { arrive, cache, account, clock } = startWorker(newDisk());
    await arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
    await cache.find('a');
    await cache.find('a');
    await cache.maintain();
    clock.advance(10_000);
    await cache.find('a');
    await cache.maintain();
    expect(account).toMatchObject({ prefetchedBytes: 10, usedBytes: 10, wastedBytes: 0 });
  });

  it('count as used when a later worker serves them', async () => {
    const disk = newDisk();
    await startWorker(disk).arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
    const { cache, account } = startWorker(disk);
    await cache.find('a');
    await cache.maintain();
    expect(account).toMatchObject({ usedBytes: 10, wastedBytes: 0 });
  });

  it('count as used at once when a player reads them before they are written, or joined their transfer', async () => {
    const { arrive, cache, account } = startWorker(newDisk());
    const written = arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
    await cache.find('a');
    await written;
    await arrive(entryOf('b', 5, { prefetchedBy: guess }), bodyOf('b', 5), true);
    await cache.maintain();
    expect(account).toMatchObject({ prefetchedBytes: 15, usedBytes: 15, wastedBytes: 0 });
  });

  it('count as used once when they are read before a write that fails', async () => {
    const { arrive, cache, account } = startWorker(newDisk(), { budgetBytes: 5, memoryBytes: 100 });
    const written = arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
    await cache.find('a');
    expect(await written).toBe('full');
    await cache.find('a');
    expect(account).toMatchObject({ prefetchedBytes: 10, usedBytes: 10, wastedBytes: 0 });
  });

  it('count as used when they are saved, both from memory and from the store', async () => {
    for (const budgetBytes of [0, 100]) {
      const { arrive, cache, account } = startWorker(newDisk(), { budgetBytes, memoryBytes: 100 });
      await arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
      await cache.dropSaved(['a', 'elsewhere']);
      expect(await cache.hasEvenIfStale('a')).toBe(false);
      expect(account).toMatchObject({ prefetchedBytes: 10, usedBytes: 10, wastedBytes: 0 });
    }
  });

  it('count as wasted when they are evicted unread', async () => {
    const { arrive, cache, account } = startWorker(newDisk(), { budgetBytes: 15 });
    await arrive(entryOf('a', 10, { prefetchedBy: guess }), bodyOf('a', 10));
    await cache.put(entryOf('b', 10), bodyOf('b', 10));
    expect(account).toMatchObject({ prefetchedBytes: 10, usedBytes: 0, wastedBytes: 10 });
  });

  it('are accounted for in memory when the store has no room for them', async () => {
    const { arrive, cache, account } = startWorker(newDisk(), { budgetBytes: 0, memoryBytes: 20 });
    await arrive(entryOf('read', 10, { prefetchedBy: guess }), bodyOf('read', 10));
    await arrive(entryOf('unread', 10, { prefetchedBy: guess }), bodyOf('unread', 10));
    await cache.find('read');
    await cache.put(entryOf('next', 20), bodyOf('next', 20));
    expect(account).toMatchObject({ prefetchedBytes: 20, usedBytes: 10, wastedBytes: 10 });
  });
});

describe('removing', () => {
  it('spares a new body that is put under the same key while the store is still being asked', async () => {
    const disk = newDisk();
    await startWorker(disk).cache.put(entryOf('a', 10), bodyOf('a', 10));
    const { cache } = startWorker(disk, { memoryBytes });
    const removed = cache.remove('a');
    const written = cache.put(entryOf('a', 20), bodyOf('a', 20));
    await removed;
    expect((await cache.find('a'))?.body.size).toBe(20);
    expect(await written).toBe('stored');
    expect((await startWorker(disk).cache.find('a'))?.body.size).toBe(20);
  });
});
