import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BrowserContext, chromium, type LaunchOptions } from '@playwright/test';
import { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import { readStore } from '../stored.ts';

test.setTimeout(150_000);

/** Expects this reel and the next one to play, and media to be stored. */
async function expectPlaybackAndStore(feed: FeedPage): Promise<void> {
  await feed.expectMoving();
  await feed.swipe();
  await feed.expectMoving();
  await expect.poll(async () => (await readStore(feed.page)).length, { timeout: 60_000 }).toBeGreaterThan(0);
}

async function openControlled(feed: FeedPage): Promise<void> {
  await feed.open();
  await feed.expectControlled();
}

test('every stored body has exactly the bytes of its origin', async ({ feed, origins }) => {
  await openControlled(feed);
  for (let count = 0; count < 3; count += 1) {
    await feed.swipe();
    await feed.expectMoving();
  }
  await expect.poll(async () => (await readStore(feed.page)).length).toBeGreaterThan(10);
  for (const { key, bytes, sha256 } of await readStore(feed.page)) {
    const [url = '', range] = key.split('#bytes=');
    // Segments converted from a plain MP4 have no file at the origin.
    if (url.includes('/nextreel/')) continue;
    const [origin = ''] = origins.urls;
    const path = new URL(url).pathname;
    const headers = range === undefined ? {} : { range: `bytes=${range}` };
    const body = Buffer.from(await (await fetch(new URL(path, origin), { headers })).arrayBuffer());
    expect(bytes, key).toBe(body.length);
    expect(sha256, key).toBe(createHash('sha256').update(body).digest('hex'));
  }
});

test('a database that is deleted during playback is created again', async ({ feed }) => {
  await openControlled(feed);
  await expectPlaybackAndStore(feed);
  await feed.page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase('nextreel');
        request.addEventListener('success', resolve);
        request.addEventListener('error', reject);
      }),
  );
  await expectPlaybackAndStore(feed);
});

test('playback and storing go on after the browser clears the storage', async ({ feed }) => {
  await openControlled(feed);
  await expectPlaybackAndStore(feed);
  const session = await feed.page.context().newCDPSession(feed.page);
  const { origin } = new URL(feed.url);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await expectPlaybackAndStore(feed);
});

test('a database upgrade that another page blocks does not stop playback and keeps cached reels', async ({ feed }) => {
  const holder = await feed.page.context().newPage();
  await holder.goto(new URL('openapi.json', feed.url).href);
  await holder.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('nextreel', 1);
        request.addEventListener('upgradeneeded', () => {
          request.result.createObjectStore('entries', { keyPath: 'key' });
          request.result.createObjectStore('bodies');
          request.result.createObjectStore('state');
          request.transaction?.objectStore('bodies').put(new Blob(['old']), 'https://old.example/1.m4s');
          const media = { contentType: 'video/mp4', fileBytes: null, etag: null, lastModified: null };
          const times = { firstByteMs: 1, transferMs: 2, storedAtMs: Date.now(), usedAtMs: Date.now() };
          const entry = { key: 'https://old.example/1.m4s', sizeBytes: 3, sourceUrl: '', ...media, ...times };
          request.transaction?.objectStore('entries').put(entry);
        });
        request.addEventListener('error', reject);
        // Keep the connection open and ignore requests to close it for an upgrade.
        request.addEventListener('success', () =>
          resolve(Object.assign(window, { held: request.result }).held.version),
        );
      }),
  );
  await openControlled(feed);
  await feed.expectMoving();
  await feed.swipe();
  await feed.expectMoving();
  await holder.close();
  await expect.poll(async () => (await readStore(feed.page)).length, { timeout: 60_000 }).toBeGreaterThan(1);
  expect((await readStore(feed.page)).map(({ key }) => key)).toContain('https://old.example/1.m4s');
});

const quotas = [
  { quotaSize: 1_000_000, room: 'no room beside the page itself' },
  { quotaSize: 2_000_000, room: 'room for a few segments' },
];

for (const { quotaSize, room } of quotas) {
  test(`reels play within a storage quota with ${room}`, async ({ feed }) => {
    const session = await feed.page.context().newCDPSession(feed.page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(feed.url).origin, quotaSize });
    await openControlled(feed);
    await feed.expectMoving();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowDown'] as const) {
      await feed.swipe(key);
      await feed.expectMoving();
      const bytes = (await readStore(feed.page)).reduce((sum, body) => sum + body.bytes, 0);
      expect(bytes).toBeLessThan(quotaSize);
    }
  });
}

test('reels play when nothing at all can be stored', async ({ feed }) => {
  const session = await feed.page.context().newCDPSession(feed.page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(feed.url).origin, quotaSize: 1 });
  await feed.open();
  await feed.expectMoving();
  await feed.swipe();
  await feed.expectMoving();
});

test('signing out during playback deletes all media and every trace of the viewer', async ({ feed, origins }) => {
  await openControlled(feed);
  await expectPlaybackAndStore(feed);
  await feed.page.keyboard.press('l');
  const kept = () => feed.page.evaluate(() => [localStorage['nextreel:viewer'], localStorage['nextreel:likes']]);
  await expect.poll(kept).not.toContain(undefined);
  // Here the same page is the next viewer; it must not load anything new.
  await origins.shape({ faults: [{ path: '/', kind: 'refuse' }] });
  await feed.page.evaluate(() => window.nextreel?.signOut());
  expect(await readStore(feed.page)).toEqual([]);
  expect(await kept()).toEqual([undefined, undefined]);
});

test.describe('after a browser restart', () => {
  let profile = '';
  const open: BrowserContext[] = [];

  test.beforeEach(async () => {
    profile = await mkdtemp(join(tmpdir(), 'nextreel-profile-'));
  });

  test.afterEach(async () => {
    for (const context of open.splice(0)) await context.close();
    await rm(profile, { recursive: true, force: true });
  });

  async function start(options: LaunchOptions, pageUrl: string): Promise<FeedPage> {
    const context = await chromium.launchPersistentContext(profile, options);
    open.push(context);
    return new FeedPage(await context.newPage(), pageUrl);
  }

  async function close(): Promise<void> {
    await open.pop()?.close();
  }

  /** Returns the files of all database folders with this ending. */
  async function listFiles(ending: string): Promise<string[]> {
    const root = join(profile, 'Default', 'IndexedDB');
    const folders = (await readdir(root)).filter((folder) => folder.endsWith(ending));
    const lists = await Promise.all(
      folders.map(async (folder) =>
        (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
          .filter((file) => file.isFile())
          .map((file) => join(file.parentPath, file.name)),
      ),
    );
    return lists.flat();
  }

  test('a reel plays from the store', async ({ launchOptions, demo, origins }) => {
    const before = await start(launchOptions, demo.pageUrl);
    const [first = ''] = await before.listedIds();
    const isItsBeginning = (path: string) => new RegExp(`/${first}/.*/000\\.m4s$`).test(path);
    await openControlled(before);
    await expectPlaybackAndStore(before);
    const isBeginningStored = async () => (await readStore(before.page)).some(({ key }) => isItsBeginning(key));
    await expect.poll(isBeginningStored, { timeout: 60_000 }).toBe(true);
    await close();
    await origins.restore();
    const after = await start(launchOptions, demo.pageUrl);
    await after.open();
    await after.expectMoving();
    expect((await origins.log()).filter(({ path }) => isItsBeginning(path))).toEqual([]);
  });

  test('bodies whose files are gone are fetched again', async ({ launchOptions, demo }) => {
    const before = await start(launchOptions, demo.pageUrl);
    await openControlled(before);
    await expectPlaybackAndStore(before);
    const lost = new Set((await readStore(before.page)).map(({ key }) => key));
    await close();
    const files = await listFiles('.indexeddb.blob');
    expect(files.length).toBeGreaterThan(0);
    await Promise.all(files.map((file) => rm(file)));

    const after = await start(launchOptions, demo.pageUrl);
    await after.open();
    await after.expectMoving();
    await after.swipe();
    await after.expectMoving();
    await expect
      .poll(async () => (await readStore(after.page)).some(({ key, sha256 }) => sha256 !== '' && lost.has(key)), {
        timeout: 60_000,
      })
      .toBe(true);
  });

  test('databases that cannot be locked are left alone, and their saved reels play once they can', async ({
    launchOptions,
    demo,
  }) => {
    const before = await start(launchOptions, demo.pageUrl);
    await openControlled(before);
    await before.expectMoving();
    const id = await before.currentId();
    await before.click(before.button('save'));
    await expect(before.button('save')).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
    await close();
    const locks = (await listFiles('.indexeddb.leveldb')).filter((file) => basename(file) === 'LOCK');
    expect(locks).not.toEqual([]);
    const eachLock = (act: (lock: string) => Promise<unknown>) => Promise.all(locks.map(act));
    // A folder cannot be locked.
    await eachLock((lock) => rm(lock));
    await eachLock((lock) => mkdir(lock));

    const meanwhile = await start(launchOptions, demo.pageUrl);
    await meanwhile.open();
    await meanwhile.expectMoving();
    await meanwhile.swipe();
    await meanwhile.expectMoving();
    await close();
    await eachLock((lock) => rm(lock, { recursive: true }));

    const after = await start(launchOptions, demo.pageUrl);
    await after.page.goto(new URL('/saved', after.url).href);
    await expect(after.page.locator(`.saved-list li[data-reel-id="${id}"]`)).toHaveAttribute('data-state', 'saved');
    await after.page.context().setOffline(true);
    await after.page.locator('.saved-list a').first().click();
    await after.expectMoving();
  });

  test('a database whose files are damaged is created again', async ({ launchOptions, demo }) => {
    const before = await start(launchOptions, demo.pageUrl);
    await openControlled(before);
    await expectPlaybackAndStore(before);
    await close();
    const files = await listFiles('.indexeddb.leveldb');
    expect(files.length).toBeGreaterThan(0);
    await Promise.all(files.map((file) => writeFile(file, 'damaged')));

    const after = await start(launchOptions, demo.pageUrl);
    await after.open();
    await expectPlaybackAndStore(after);
  });
});
