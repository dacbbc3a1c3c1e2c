import { IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, type Disk, entryOf, newDisk, startWorker } from './testing/cache-fixture.ts';

const name = { reelId: 'r', unit: 'first' };
const reel = { id: 'r', url: 'r', format: 'hls', poster: null, durationSeconds: 1, tags: [], title: '', author: '' };
const recordOf = (unit: string) => ({
  reel,
  state: 'saving',
  problem: null,
  whole: null,
  arriving: { name: unit, keys: ['a'], bytes: 0, version: 'v' },
  update: 'none',
  savedAtMs: 0,
  checkedAtMs: 0,
});
const file = (key: string) => ({ entry: entryOf(key, 10), body: bodyOf(key, 10) });

let disk: Disk;
beforeEach(() => {
  disk = newDisk();
});

describe('the store of saved reels', () => {
  it('stores a file, adds its size to the record of its reel, and returns it unchanged', async () => {
    const { saved } = startWorker(disk);
    await saved.writeReel('r', recordOf('first'));
    expect(await saved.putFile(name, file('a'))).toBe(1);
    // Delivered once more, by a background fetch.
    expect(await saved.putFile(name, file('a'))).toBe(0);
    const next = startWorker(disk).saved;
    expect(await next.readReels()).toMatchObject([{ arriving: { name: 'first', bytes: 10, keys: ['a'] } }]);
    expect(await (await next.find({ unit: 'first', key: 'a' }))?.body.text()).toBe('a.........');
    expect([await next.bytesOf('first'), await next.bytesOf('second')]).toEqual([10, 0]);
    expect(await next.find({ unit: 'first', key: 'b' })).toBeUndefined();
  });

  it('forgets which prefetch fetched a file', async () => {
    const { saved } = startWorker(disk);
    await saved.writeReel('r', recordOf('first'));
    const entry = entryOf('a', 10, { prefetchedBy: { reelId: 'r', source: 'sequential' } });
    await saved.putFile(name, { entry, body: bodyOf('a', 10) });
    expect((await saved.find({ unit: 'first', key: 'a' }))?.entry.prefetchedBy).toBeNull();
  });

  it('refuses a file of a reel that was removed, or is being saved as another unit by now', async () => {
    const { saved } = startWorker(disk);
    await saved.writeReel('r', recordOf('second'));
    expect(await saved.putFile(name, file('a'))).toBeUndefined();
    await saved.replace('r', null, ['second']);
    expect(await saved.putFile({ ...name, unit: 'second' }, file('a'))).toBeUndefined();
    expect(await saved.units()).toEqual(new Map());
  });

  it('changes the record of a reel and deletes its old files in one step', async () => {
    const { saved } = startWorker(disk);
    for (const unit of ['first', 'second']) {
      await saved.writeReel('r', recordOf(unit));
      await saved.putFile({ reelId: 'r', unit }, file('a'));
    }
    expect([...(await saved.units('first'))]).toEqual([['first', new Set(['a'])]]);
    await saved.replace('r', { whole: 'second' }, ['first']);
    expect([...(await saved.units()).keys()]).toEqual(['second']);
    expect(await saved.readReels()).toEqual([{ whole: 'second' }]);
  });

  it('keeps its files when the cache is purged', async () => {
    const { saved, savedUnits, cache } = startWorker(disk, { budgetBytes: 10 });
    await saved.writeReel('r', recordOf('first'));
    await saved.putFile(name, file('a'));
    savedUnits.set('a', 'first');
    await cache.put(entryOf('b', 10), bodyOf('b', 10));
    await cache.purge();
    const found = await cache.find('a');
    expect([found?.tier, found?.entry.isPinned, await cache.has('a')]).toEqual(['store', true, true]);
  });
});

describe('the key of an encrypted reel', () => {
  const secret = { ...file('key'), isSecret: true };
  const filesOn = async (): Promise<readonly unknown[]> => {
    const database = await openDB(`${disk.name}-saved`);
    const files: unknown[] = await database.getAll('files');
    database.close();
    return files;
  };

  it('is stored encrypted, and can be decrypted in this browser', async () => {
    const { saved } = startWorker(disk);
    await saved.writeReel('r', recordOf('first'));
    await saved.putFile(name, secret);
    const [stored] = await filesOn();
    expect(JSON.stringify(stored)).not.toContain('key.......');
    expect(Reflect.get(Object(stored), 'bytes')).not.toBeInstanceOf(ArrayBuffer);
    expect(await (await startWorker(disk).saved.find({ unit: 'first', key: 'key' }))?.body.text()).toBe('key.......');
  });

  it('cannot be decrypted once the viewer has signed out, even if its file could not be erased', async () => {
    const { saved } = startWorker(disk);
    await saved.writeReel('r', recordOf('first'));
    await saved.putFile(name, secret);
    const clear: typeof IDBObjectStore.prototype.clear = Reflect.get(IDBObjectStore.prototype, 'clear');
    const failing = vi.spyOn(IDBObjectStore.prototype, 'clear').mockImplementation(function (this: IDBObjectStore) {
      if (this.name !== 'vault') throw new DOMException('not now', 'UnknownError');
      return clear.call(this);
    });
    await expect(saved.clear()).rejects.toThrow();
    failing.mockRestore();
    const later = startWorker(disk).saved;
    expect(await filesOn()).toHaveLength(1);
    expect(await later.find({ unit: 'first', key: 'key' }).catch(() => undefined)).toBeUndefined();
  });
});

it('a saved file that cannot be read is requested from the network', async () => {
  const { cache, savedUnits } = startWorker(disk);
  savedUnits.set('a', 'first');
  expect(await cache.find('a')).toBeUndefined();
});

it.each([
  ['of another size', { entry: entryOf('a', 11), bytes: new ArrayBuffer(10) }],
  ['of another form', 'text'],
])(
  'a saved file that is damaged, %s, counts as missing from then on, so that it is saved again',
  async (_how, value) => {
    const { saved } = startWorker(disk);
    await saved.writeReel('r', recordOf('first'));
    await saved.putFile(name, file('a'));
    await saved.access.run(1000, (database) => database.put('files', Object(value), ['first', 'a']));
    expect((await saved.units()).get('first')).toEqual(new Set(['a']));
    expect(await saved.find({ unit: 'first', key: 'a' })).toBeUndefined();
    expect(await saved.units()).toEqual(new Map());
  },
);
