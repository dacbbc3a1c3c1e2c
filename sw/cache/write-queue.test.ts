import { describe, expect, it } from 'vitest';
import { bodyOf, entryOf } from './testing/cache-fixture.ts';
import type { WriteBatch } from './store.ts';
import { WriteQueue } from './write-queue.ts';

const kibibyte = 1024;

/** Creates a queue over a store whose writes end when the test says so. */
function slowStore() {
  const batches: WriteBatch[] = [];
  const ends: (() => void)[] = [];
  const watched = new Set<string>();
  let readsSettled = Promise.resolve();
  const queue = new WriteQueue({
    write: (batch) => {
      batches.push(batch);
      return new Promise((resolve) => {
        ends.push(() => resolve(new Set(batch.puts.map(({ entry }) => entry.key))));
      });
    },
    readsSettled: () => readsSettled,
    isWatched: ({ entry: { key } }) => watched.has(key),
  });
  const put = (key: string, sizeBytes = 10) =>
    queue.put({ entry: entryOf(key, sizeBytes), body: bodyOf(key, sizeBytes) });
  return {
    queue,
    batches,
    put,
    watched,
    keysOf: () => batches.map(({ puts }) => puts.map(({ entry }) => entry.key)),
    holdReads: (reads: Promise<void>) => {
      readsSettled = reads;
    },
    /** Ends the current write and lets the next one begin. */
    async endWrite() {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
    begun: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('the write queue', () => {
  it('writes one small transaction at a time, and combines small bodies', async () => {
    const store = slowStore();
    for (const key of ['a', 'b']) void store.put(key, 400 * kibibyte);
    void store.put('large', 900 * kibibyte);
    void store.put('larger', 3000 * kibibyte);
    await store.begun();
    expect(store.keysOf()).toEqual([['a', 'b']]);
    await store.endWrite();
    await store.endWrite();
    expect(store.keysOf()).toEqual([['a', 'b'], ['large'], ['larger']]);
  });

  it('no longer finds a body that is removed while being written, and writes the removal next', async () => {
    const store = slowStore();
    const outcomes = ['a', 'b'].map((key) => store.put(key));
    await store.begun();
    store.queue.remove('a');
    expect(['a', 'b'].map((key) => store.queue.find(key) !== undefined)).toEqual([false, true]);
    store.queue.dropAll();
    expect(store.queue.find('b')).toBeUndefined();
    await store.endWrite();
    expect(await Promise.all(outcomes)).toEqual(['stored', 'stored']);
    expect(store.batches[1]?.removals).toEqual(['a']);
    await store.endWrite();
  });

  it('lets reads go first', async () => {
    const store = slowStore();
    let endRead: () => void = () => undefined;
    store.holdReads(
      new Promise((resolve) => {
        endRead = resolve;
      }),
    );
    void store.put('a');
    await store.begun();
    expect(store.batches).toHaveLength(0);
    endRead();
    await store.begun();
    expect(store.batches).toHaveLength(1);
  });

  it('finds bodies that wait and bodies that are being written', async () => {
    const store = slowStore();
    void store.put('a', 900 * kibibyte);
    void store.put('b', 900 * kibibyte);
    await store.begun();
    expect([store.queue.find('a')?.entry.key, store.queue.find('b')?.entry.key]).toEqual(['a', 'b']);
    await store.endWrite();
    expect(store.queue.find('a')).toBeUndefined();
  });

  it('writes only the last of several bodies for the same key', async () => {
    const store = slowStore();
    void store.put('first');
    await store.begun();
    const older = store.put('a', 10);
    const newer = store.put('a', 20);
    await store.endWrite();
    await store.endWrite();
    expect(store.batches[1]?.puts.map(({ body }) => body.size)).toEqual([20]);
    expect(await Promise.all([older, newer])).toEqual(['dropped', 'stored']);
  });

  it('drops a waiting body whose key is removed, and writes the removal', async () => {
    const store = slowStore();
    void store.put('first');
    await store.begun();
    const lost = store.put('a');
    store.queue.remove('a');
    expect(await lost).toBe('dropped');
    await store.endWrite();
    expect(store.batches[1]).toMatchObject({ removals: ['a'], puts: [] });
  });

  it('writes uses along with other changes or on flush, and never before their body', async () => {
    const store = slowStore();
    store.queue.use('old', 1);
    await store.begun();
    expect(store.batches).toHaveLength(0);
    void store.put('large', 900 * kibibyte);
    void store.put('b', 900 * kibibyte);
    store.queue.use('b', 2);
    await store.begun();
    await store.endWrite();
    expect(store.batches.map(({ uses }) => uses)).toEqual([[['old', 1]], [['b', 2]]]);
    await store.endWrite();
    store.queue.use('old', 3);
    const flushed = store.queue.flush();
    await store.begun();
    await store.endWrite();
    await flushed;
    expect(store.batches[2]?.uses).toEqual([['old', 3]]);
  });

  it('drops bodies that would fill the memory because they arrive faster than they are written', async () => {
    const store = slowStore();
    const outcomes = Array.from({ length: 9 }, (_, number) => store.put(`body-${number}`, 8 * 1024 * kibibyte));
    expect(await outcomes[8]).toBe('dropped');
  });

  it('writes a body larger than the limit for waiting bodies if no other waits', async () => {
    const store = slowStore();
    const outcome = store.put('film', 65 * 1024 * kibibyte);
    await store.begun();
    await store.endWrite();
    expect(await outcome).toBe('stored');
  });

  it('retries a removal on each flush until it is written', async () => {
    const removals: (readonly string[])[] = [];
    let isAway = true;
    const queue = new WriteQueue({
      write: (batch) => {
        removals.push(batch.removals);
        return isAway ? Promise.reject(new Error('away')) : Promise.resolve(new Set<string>());
      },
      readsSettled: () => Promise.resolve(),
      isWatched: () => true,
    });
    queue.remove('a');
    await queue.flush();
    expect(removals).toEqual([['a']]);
    isAway = false;
    await queue.flush();
    await queue.flush();
    expect(removals).toEqual([['a'], ['a']]);
  });

  it('reports a body as unavailable when the store does not work', async () => {
    const queue = new WriteQueue({
      write: () => Promise.reject(new Error('broken')),
      readsSettled: () => Promise.resolve(),
      isWatched: () => true,
    });
    expect(await queue.put({ entry: entryOf('a', 10), body: bodyOf('a', 10) })).toBe('unavailable');
    expect(queue.find('a')).toBeUndefined();
  });
});
