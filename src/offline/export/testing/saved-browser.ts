import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import type { PageMessage } from '../../../shared/messages.ts';
import { type SavedList, type SavedReel, versionOfImport } from '../../../shared/saved.ts';
import type { SavedRecord } from '../../../shared/saved-record.ts';
import { SavedDatabase } from '../saved-database.ts';

export const at = (path: string) => `https://a.example/${path}`;

export const reel = (id: string): SavedReel => ({
  id,
  url: at(`${id}/main.m3u8`),
  format: 'hls',
  poster: at(`${id}/poster.webp`),
  durationSeconds: 4,
  tags: ['water'],
  title: `Reel ${id}`,
  author: 'Ann',
});

/** A reel's files as they are saved. */
export const filesOf = (id: string): Map<string, string> =>
  new Map([
    [at(`${id}/main.m3u8`), `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${at(`${id}/low.m3u8`)}\n`],
    [
      at(`${id}/low.m3u8`),
      `#EXTM3U\n#EXT-X-MAP:URI="${at(`${id}/all.mp4`)}",BYTERANGE="9@0"\n#EXTINF:2,\n${at(`${id}/0.m4s`)}\n#EXT-X-ENDLIST\n`,
    ],
    [`${at(`${id}/all.mp4`)}#bytes=0-8`, '123456789'],
    [at(`${id}/0.m4s`), `pictures of ${id}`],
    [at(`${id}/poster.webp`), 'poster'],
  ]);

const typeOf = (key: string) => (key.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp4');

/** A simulated browser: its database, and the part of its worker that a page talks to. */
export class SavedBrowser {
  readonly #factory = new IDBFactory();
  /** The worker's own copy of its records. */
  readonly records = new Map<string, SavedRecord>();
  /** The types of the messages that the worker received, in order. */
  readonly messages: string[] = [];
  roomBytes = 1_000_000_000;
  cachedBytes = 0;
  /** Runs after each message is handled, to simulate changes that the page did not make. */
  afterAsk: (message: PageMessage) => Promise<void> = () => Promise.resolve();
  #names = 0;

  /** Makes this the browser that the code under test runs in. */
  enter(): this {
    vi.stubGlobal('indexedDB', this.#factory);
    vi.stubGlobal('navigator', { locks: { request: (_name: string, work: () => unknown) => work() } });
    return this;
  }

  async save(saved: SavedReel, files = filesOf(saved.id), seal: (key: string) => boolean = () => false): Promise<void> {
    const name = `unit-${(this.#names += 1)}`;
    const keys = [...files.keys()];
    const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0);
    await this.#write(this.#recordOf(saved, { state: 'saved', whole: { name, keys, bytes, version: 'v1' } }));
    const database = await this.#database();
    const store = database.transaction('files', 'readwrite').objectStore('files');
    for (const [key, text] of files) {
      const plain = Uint8Array.from(new TextEncoder().encode(text)).buffer;
      const entry = { key, contentType: typeOf(key), fileBytes: null, headers: { 'x-secret': 'token=secret' } };
      store.put({ entry, bytes: seal(key) ? { iv: new Uint8Array(12), bytes: plain } : plain }, [name, key]);
    }
    await new Promise((resolve) => store.transaction.addEventListener('complete', resolve));
    database.close();
  }

  readonly ask = async (message: PageMessage): Promise<SavedList> => {
    this.messages.push(message.type);
    if (message.type === 'order-saved') for (const id of message.reelIds) await this.remove(id);
    if (message.type === 'import-saved') await this.#adopt(message);
    await this.afterAsk(message);
    const reels = [...this.records.values()].map(({ reel: known, state, problem }) => {
      return { reel: known, state, problem, update: 'none' as const, doneFiles: 0, totalFiles: 0, bytes: 0 };
    });
    const storage = { savedBytes: 0, cachedBytes: this.cachedBytes, budgetBytes: 0 };
    return { type: 'saved', reels, origins: [], left: [], storage };
  };

  async remove(reelId: string): Promise<void> {
    this.records.delete(reelId);
    const database = await this.#database();
    const stores = database.transaction(['reels', 'files'], 'readwrite');
    stores.objectStore('reels').delete(reelId);
    await new Promise((resolve) => stores.addEventListener('complete', resolve));
    database.close();
  }

  /** Returns the contents of each fully saved reel's files, by reel id and key. */
  async saved(): Promise<Record<string, Record<string, string>>> {
    const found: Record<string, Record<string, string>> = {};
    const database = await SavedDatabase.open();
    for (const { reel: known, whole } of (await database?.records()) ?? []) {
      const files: Record<string, string> = {};
      for (const key of whole?.keys ?? []) {
        const file = await database?.file(whole?.name ?? '', key);
        if (typeof file === 'object') files[key] = new TextDecoder().decode(file.bytes);
      }
      found[known.id] = files;
    }
    database?.close();
    return found;
  }

  async #adopt({
    reel: imported,
    keys,
    bytes,
    version,
  }: Extract<PageMessage, { type: 'import-saved' }>): Promise<void> {
    const known = this.records.get(imported.id);
    if (known?.state === 'saved') return;
    if (known?.arriving?.version !== versionOfImport(version)) {
      const name = `unit-${(this.#names += 1)}`;
      return this.#write(
        this.#recordOf(imported, {
          state: 'paused',
          problem: 'import',
          arriving: { name, keys, bytes: 0, version: versionOfImport(version) },
        }),
      );
    }
    const { arriving } = known;
    const database = await this.#database();
    const names = database.transaction('files').objectStore('files').getAllKeys();
    await new Promise((resolve) => names.addEventListener('success', resolve));
    database.close();
    const isOfUnit = (name: IDBValidKey) => Array.isArray(name) && name[0] === arriving.name;
    if (names.result.filter(isOfUnit).length < arriving.keys.length) return;
    await this.#write({
      ...known,
      state: 'saved',
      problem: null,
      whole: { ...arriving, bytes, version },
      arriving: null,
    });
  }

  #recordOf(saved: SavedReel, rest: Partial<SavedRecord>): SavedRecord {
    const none = { whole: null, arriving: null, problem: null, update: 'none', checkedAtMs: 0 } as const;
    return { reel: saved, state: 'saving', ...none, savedAtMs: this.records.size, ...rest };
  }

  async #write(record: SavedRecord): Promise<void> {
    this.records.set(record.reel.id, record);
    const database = await this.#database();
    const store = database.transaction('reels', 'readwrite').objectStore('reels');
    store.put(record, record.reel.id);
    await new Promise((resolve) => store.transaction.addEventListener('complete', resolve));
    database.close();
  }

  #database(): Promise<IDBDatabase> {
    const opening = this.#factory.open('nextreel-saved', 2);
    opening.addEventListener('upgradeneeded', () => {
      for (const name of ['reels', 'files', 'vault']) opening.result.createObjectStore(name);
    });
    return new Promise((resolve) => opening.addEventListener('success', () => resolve(opening.result)));
  }
}
