import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readHead, writeHead } from './file-format.ts';
import { describeExport, describeFailure, describeImport } from './messages.ts';
import { SavedDatabase } from './saved-database.ts';
import { exportSaved } from './saved-export.ts';
import { importSaved } from './saved-import.ts';
import { forge } from './testing/forged.ts';
import { at, filesOf, reel, SavedBrowser } from './testing/saved-browser.ts';

let home: SavedBrowser;
beforeEach(() => {
  home = new SavedBrowser().enter();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const exportAll = (ids: readonly string[] | null = null) => exportSaved(ids);
const exported = async () => (await exportAll()).file('reels.nextreel');
const take = (file: Blob, into: SavedBrowser, siteOrigin = 'https://site.example') =>
  importSaved(file, { requestList: into.ask, siteOrigin, readFreeBytes: () => Promise.resolve(into.roomBytes) });
const textOf = async (file: Blob) => new TextDecoder('latin1').decode(await file.arrayBuffer());

describe('saved reels in a file', () => {
  it('are restored unchanged in another browser', async () => {
    await home.save(reel('koi'));
    await home.save(reel('tide'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    const { imported, kept, stopped } = await take(file, there);
    expect([imported.map(({ id }) => id), kept, stopped]).toEqual([['koi', 'tide'], [], null]);
    expect(await there.saved()).toEqual({
      koi: Object.fromEntries(filesOf('koi')),
      tide: Object.fromEntries(filesOf('tide')),
    });
    expect(there.records.get('koi')).toMatchObject({ state: 'saved', reel: reel('koi'), whole: { version: 'v1' } });
  });

  it('can be a selection of them', async () => {
    await home.save(reel('koi'));
    await home.save(reel('tide'));
    const { reels } = await exportAll(['tide']);
    expect(reels).toEqual([{ id: 'tide', title: 'Reel tide' }]);
  });

  it('contain no response headers', async () => {
    await home.save(reel('koi'));
    expect(await textOf(await exported())).not.toContain('secret');
  });

  it('are streamed one file at a time', async () => {
    await home.save(reel('koi'));
    const reader = (await exportAll()).stream().getReader();
    const sizes: number[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) sizes.push(next.value.length);
    expect(sizes.slice(1)).toEqual([...filesOf('koi').values()].map((text) => text.length));
  });

  it('get the URL that their files are keyed by, whichever replica the reel came from', async () => {
    await home.save(
      { ...reel('koi'), url: 'https://b.example/koi/main.m3u8', poster: 'https://b.example/koi/poster.webp' },
      filesOf('koi'),
    );
    const file = await exported();
    const there = new SavedBrowser().enter();
    await take(file, there);
    expect(there.records.get('koi')?.reel).toEqual(reel('koi'));
  });

  it.each([
    ['the order of its query', 'main.m3u8?b=2&a=1', 'main.m3u8?a=1&b=2'],
    ['a fragment', 'main.m3u8#t=0.1', 'main.m3u8'],
  ])('are imported if the URL in the feed differs in %s', async (_what, stored, named) => {
    const poster = at('koi/poster.webp?w=72&h=128');
    const [main, ...others] = filesOf('koi');
    const files = new Map([[at(`koi/${named}`), main?.[1] ?? ''], ...others.slice(0, -1)]);
    files.set(at('koi/poster.webp?h=128&w=72'), 'poster');
    await home.save({ ...reel('koi'), url: at(`koi/${stored}`), poster }, files);
    const file = await exported();
    const there = new SavedBrowser().enter();
    expect((await take(file, there)).imported).toHaveLength(1);
    expect(await there.saved()).toEqual({ koi: Object.fromEntries(files) });
  });

  it('are imported as MP4 files if the URL in the feed differs in its query order and fragment', async () => {
    const playlist = `#EXTM3U\n#EXTINF:2,\n${at('koi.mp4/nextreel/0.m4s?a=1&b=2')}\n#EXT-X-ENDLIST\n`;
    const files = new Map([
      [at('koi.mp4/nextreel/index.m3u8?a=1&b=2'), playlist],
      [at('koi.mp4/nextreel/0.m4s?a=1&b=2'), 'pictures'],
    ]);
    await home.save({ ...reel('koi'), format: 'mp4', url: at('koi.mp4?b=2&a=1#t=0.1'), poster: null }, files);
    const file = await exported();
    const there = new SavedBrowser().enter();
    expect((await take(file, there)).imported).toHaveLength(1);
    expect(await there.saved()).toEqual({ koi: Object.fromEntries(files) });
    expect(there.records.get('koi')?.reel.url).toBe(at('koi.mp4?a=1&b=2'));
  });

  it('are imported without a poster that is on the importing site itself', async () => {
    const poster = 'https://site.example/posters/koi.webp';
    const files = new Map([...filesOf('koi')].slice(0, -1));
    await home.save({ ...reel('koi'), poster }, new Map([...files, [poster, 'poster']]));
    const file = await exported();
    const there = new SavedBrowser().enter();
    expect((await take(file, there)).imported).toHaveLength(1);
    expect(await there.saved()).toEqual({ koi: Object.fromEntries(files) });
    expect(there.records.get('koi')?.reel.poster).toBe(poster);
  });

  it('are reported as none if nothing was ever saved, and no database is created', async () => {
    const prepared = await exportAll();
    expect(describeExport(prepared)).toBe('Nothing was exported.');
    expect(await indexedDB.databases()).toEqual([]);
  });
});

it('an export of more reels than an import accepts is refused before anything is written', async () => {
  const readable = async (count: number) => {
    const file = { key: at('f'), type: '', fileBytes: null, bytes: 0, sha256: '0'.repeat(64) };
    const reels = Array.from({ length: count }, (_, id) => ({ reel: reel(String(id)), version: 'v1', files: [file] }));
    return (await readHead(new Blob([await writeHead(reels)]))).reels.length;
  };
  expect(await readable(1000)).toBe(1000);
  await expect(readable(1001)).rejects.toThrow(/too many reels for one file \(1001 reels\)/);
});

describe('a reel that cannot be exported', () => {
  it('is left out with the reason, and the others are exported', async () => {
    await home.save(reel('koi'));
    const [main = '', low = ''] = filesOf('train').keys();
    const withKey = filesOf('train').set(at('train/key'), '0123456789abcdef');
    await home.save(reel('train'), withKey, (key) => key.endsWith('/key'));
    await home.save(
      reel('clear'),
      new Map([
        [main, '#EXTM3U\n'],
        [low, '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n'],
      ]),
    );
    await home.save(reel('mine'), new Map([[`${main}#viewer=1`, '#EXTM3U\n']]));
    const prepared = await exportAll();
    expect(prepared.reels.map(({ id }) => id)).toEqual(['koi']);
    expect(prepared.left.map(({ id, reason }) => [id, reason])).toEqual([
      ['train', 'encrypted'],
      ['clear', 'encrypted'],
      ['mine', 'personal'],
    ]);
    expect(describeExport(prepared)).toContain(
      '“Reel train” was not exported: it is encrypted, and its key cannot leave this browser.',
    );
    expect(await textOf(await prepared.file('f'))).not.toContain('0123456789abcdef');
  });

  it('ends the export if it was removed while being written', async () => {
    await home.save(reel('koi'));
    const prepared = await exportAll();
    indexedDB.deleteDatabase('nextreel-saved');
    await expect(prepared.file('f')).rejects.toThrow(/removed/);
  });
});

describe('an import', () => {
  it('leaves a reel that is already saved unchanged, and reports that', async () => {
    await home.save(reel('koi'));
    await home.save(reel('tide'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    await there.save(reel('koi'), filesOf('koi').set(at('koi/0.m4s'), 'other pictures'));
    const result = await take(file, there);
    expect((await there.saved())['koi']?.[at('koi/0.m4s')]).toBe('other pictures');
    expect(describeImport(result)).toBe('1 reel imported. Saved here already, and left as they are: “Reel koi”.');
  });

  it('leaves a reel that another tab saves meanwhile unchanged, and continues', async () => {
    await home.save(reel('koi'));
    await home.save(reel('tide'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    there.afterAsk = async (message) => {
      if (message.type === 'import-saved' && message.reel.id === 'koi') await there.save(reel('tide'));
    };
    expect(await take(file, there)).toMatchObject({ imported: [{ id: 'koi' }, { id: 'tide' }], stopped: null });
    expect((await there.saved())['tide']).toEqual(Object.fromEntries(filesOf('tide')));
  });

  it('is complete at once if a page wrote all of it before and closed before reporting it', async () => {
    await home.save(reel('koi'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    let isAnnounced = false;
    const requestList: typeof there.ask = async (message) => {
      if (isAnnounced) throw new Error('the page is gone');
      isAnnounced = message.type === 'import-saved';
      return there.ask(message);
    };
    const here = { siteOrigin: 'https://site.example', readFreeBytes: () => Promise.resolve(1e9) };
    await expect(importSaved(file, { ...here, requestList })).rejects.toThrow(/the page is gone/);
    expect(await take(file, there)).toMatchObject({ imported: [{ id: 'koi' }], stopped: null });
    expect(await there.saved()).toEqual({ koi: Object.fromEntries(filesOf('koi')) });
  });

  it('is refused before anything is written if there is no room for it', async () => {
    await home.save(reel('koi'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    there.roomBytes = 10;
    await expect(take(file, there)).rejects.toThrow(/not enough room \(\d+ bytes needed, 10 bytes left\)/);
    expect(there.messages).toEqual(['list-saved']);
  });

  it('takes the place of what is cached, which the worker evicts for a file that the browser refuses', async () => {
    await home.save(reel('koi'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    Object.assign(there, { roomBytes: 10, cachedBytes: 1_000_000 });
    const asked: unknown[] = [];
    there.afterAsk = (message) => Promise.resolve(void asked.push(Reflect.get(message, 'lackingBytes')));
    vi.spyOn(SavedDatabase.prototype, 'putFile').mockRejectedValueOnce(new DOMException('', 'QuotaExceededError'));
    expect((await take(file, there)).imported).toHaveLength(1);
    const [first = ''] = filesOf('koi').values();
    expect(asked.filter((bytes) => bytes !== undefined)).toEqual([first.length]);
  });

  it('leaves nothing of a reel that is removed, or whose viewer signs out, during the import', async () => {
    await home.save(reel('koi'));
    await home.save(reel('tide'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    there.afterAsk = async (message) => {
      if (message.type === 'import-saved' && message.reel.id === 'tide') await there.remove('tide');
    };
    const result = await take(file, there);
    expect(describeImport(result)).toMatch(/^1 reel imported\. Then the import stopped: /);
    expect(Object.keys(await there.saved())).toEqual(['koi']);
  });

  it('leaves nothing of a reel that it cannot complete', async () => {
    await home.save(reel('koi'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    const writing = vi.spyOn(SavedDatabase.prototype, 'putFile').mockRejectedValue(new Error('the disk is gone'));
    const failure: unknown = await take(file, there).catch((cause: unknown) => cause);
    expect(describeFailure('imported', failure)).toMatch(/the disk is gone\)\. Nothing was changed\.$/);
    writing.mockRestore();
    expect([there.records.size, await there.saved()]).toEqual([0, {}]);
  });

  it.each([
    ['is saved after all', async (there: SavedBrowser) => there.save(reel('koi'))],
    [
      'the viewer has resumed from the network',
      async (there: SavedBrowser) => {
        const record = there.records.get('koi');
        if (record !== undefined) there.records.set('koi', { ...record, state: 'saving', problem: null });
      },
    ],
  ])('that fails leaves a reel alone that %s', async (_what, change) => {
    await home.save(reel('koi'));
    const file = await exported();
    const there = new SavedBrowser().enter();
    there.afterAsk = async ({ type }) => {
      if (type !== 'import-saved') return;
      await change(there);
      throw new Error('the worker does not answer');
    };
    const failure: unknown = await take(file, there).catch((cause: unknown) => cause);
    expect(describeFailure('imported', failure)).toMatch(/the worker does not answer\)\.$/);
    expect(there.records.has('koi')).toBe(true);
  });

  it('does not write files to a unit that its reel no longer uses', async () => {
    await home.ask({ type: 'import-saved', reel: reel('koi'), keys: [at('koi/0.m4s')], bytes: 1, version: 'v1' });
    const database = await SavedDatabase.open();
    const file = { type: '', fileBytes: null, bytes: new ArrayBuffer(1) };
    expect(await database?.putFile('koi', 'of-before', at('koi/0.m4s'), file)).toBe(false);
    expect(await database?.putFile('gone', 'unit-1', at('koi/0.m4s'), file)).toBe(false);
    expect(await database?.file('of-before', at('koi/0.m4s'))).toBeUndefined();
    expect(await database?.putFile('koi', 'unit-1', at('koi/0.m4s'), file)).toBe(true);
    database?.close();
  });

  it('reports why the browser refused one of its files', async () => {
    await home.ask({ type: 'import-saved', reel: reel('koi'), keys: [at('koi/0.m4s')], bytes: 1, version: 'v1' });
    const database = await SavedDatabase.open();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      this.add(...args);
      return this.add(...args);
    });
    const file = { type: '', fileBytes: null, bytes: new ArrayBuffer(1) };
    const refused = expect(database?.putFile('koi', 'unit-1', at('koi/0.m4s'), file)).rejects;
    await refused.toMatchObject({ name: 'ConstraintError' });
    database?.close();
  });

  it('never stores a file under a type that could be executed, whatever type the export claims', async () => {
    const file = await forge(([one]) => one?.files.forEach((listed) => Object.assign(listed, { type: 'text/html' })));
    const there = new SavedBrowser().enter();
    await take(file, there);
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('nextreel-saved');
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const stored = await new Promise<unknown[]>((resolve) => {
      const reading = database.transaction('files').objectStore('files').getAll();
      reading.addEventListener('success', () => resolve(reading.result));
    });
    const types = stored.map((one) => Reflect.get(Object(Reflect.get(Object(one), 'entry')), 'contentType'));
    expect(new Set(types)).toEqual(new Set(['application/octet-stream']));
  });
});
