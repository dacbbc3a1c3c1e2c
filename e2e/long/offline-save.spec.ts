import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import type { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import { readSavedRecords } from '../stored.ts';

async function openControlled(feed: FeedPage): Promise<void> {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
}

async function saveCurrent(feed: FeedPage): Promise<void> {
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
}

test('a saved reel plays offline from beginning to end after everything else was evicted', async ({ feed }) => {
  test.setTimeout(180_000);
  await openControlled(feed);
  // What was loaded before the worker took over is not in its cache.
  await feed.open();
  await feed.expectMoving();
  const id = await feed.currentId();
  const cached = async () => (await feed.storedKeys()).filter((key) => key.includes(`/${id}/`));
  await expect.poll(cached).toContainEqual(expect.stringMatching(/\.m4s$/));
  await saveCurrent(feed);
  // A small budget evicts everything that is not saved.
  await feed.configure({ cache: { store_budget_bytes: 400_000 } });
  await expect(async () => {
    await feed.swipe();
    await feed.expectMoving();
    expect(await cached()).toEqual([]);
  }).toPass({ timeout: 60_000 });
  await feed.stopWorker();
  await feed.page.context().setOffline(true);

  await feed.page.goto(new URL('/saved', feed.url).href);
  await feed.page.locator('.saved-list a').first().click();
  await expect(feed.current).toHaveAttribute('data-reel-id', id);
  await feed.expectMoving();
  await expect
    .poll(
      () =>
        feed.video.evaluate(
          (video: HTMLVideoElement) => video.buffered.length === 1 && video.buffered.end(0) >= video.duration - 0.2,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: video.duration - 1.5 }));
  await feed.expectMoving();
  await expect(feed.current.locator('.reel-error')).toBeHidden();
});

test('a saved encrypted reel plays offline if its feed allows it, and its key is stored encrypted', async ({
  feed,
}) => {
  test.setTimeout(180_000);
  await openControlled(feed);
  await feed.open('/?reel=train');
  await feed.expectMoving();
  await saveCurrent(feed);
  const sealed = await feed.page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const database = await settled(indexedDB.open('nextreel-saved'));
    const files = database.transaction('files').objectStore('files');
    const [names, records] = await Promise.all([settled(files.getAllKeys()), settled<unknown[]>(files.getAll())]);
    database.close();
    return names
      .map((name, place) => ({ key: JSON.stringify(name), bytes: Reflect.get(Object(records[place]), 'bytes') }))
      .filter(({ key }) => key.endsWith('.key"]'))
      .map(({ bytes }) => !(bytes instanceof ArrayBuffer) && bytes.iv instanceof Uint8Array);
  });
  expect(sealed).toEqual([true]);
  await feed.stopWorker();
  await feed.page.context().setOffline(true);
  await feed.page.goto(new URL('/saved', feed.url).href);
  await feed.page.locator('.saved-list a').first().click();
  await expect(feed.current).toHaveAttribute('data-reel-id', 'train');
  await feed.expectMoving();
});

test('saving reuses cached segments, survives a stopped worker and a closed page, and can be paused', async ({
  feed,
  origins,
}) => {
  test.setTimeout(180_000);
  await openControlled(feed);
  const id = 'saturn';
  await feed.open(`/?reel=${id}`);
  await feed.expectMoving();
  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  const storedSegments = async () =>
    (await feed.storedKeys()).filter((key) => key.includes(`/${id}/`) && key.endsWith('.m4s'));
  await expect.poll(async () => (await storedSegments()).length).toBeGreaterThan(4);
  const storedBefore = await storedSegments();
  await origins.restore();
  await origins.shape({ bytesPerSecond: 60_000 });
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saving');
  await feed.stopWorker();
  await feed.page.goto('about:blank');

  await feed.page.goto(new URL('/saved', feed.url).href);
  const row = feed.page.locator(`.saved-list li[data-reel-id="${id}"]`);
  await expect(row).toHaveAttribute('data-state', 'saving');
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row).toHaveAttribute('data-state', 'paused');
  await origins.shape({ bytesPerSecond: null });
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
  const segments = (await origins.log()).filter(({ path, status }) => status === 200 && path.includes(`/${id}/`));
  const downloadCounts = new Map<string, number>();
  for (const { path } of segments.filter(({ path: name }) => name.endsWith('.m4s'))) {
    downloadCounts.set(path, (downloadCounts.get(path) ?? 0) + 1);
  }
  expect([...downloadCounts.keys()].filter((path) => storedBefore.some((key) => key.endsWith(path)))).toEqual([]);
  expect(downloadCounts.size).toBeGreaterThan(0);
  // The stopped worker and the pause each cut off one file at most, which is then requested once more.
  expect([...downloadCounts.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(2);

  await row.getByRole('button', { name: 'Remove' }).click();
  await expect(row).toHaveCount(0);
  await expect(feed.page.locator('.saved-empty')).toBeVisible();
});

test('the menu saves the next five reels, and axe finds no problem in the menu or the list', async ({ feed }) => {
  test.setTimeout(240_000);
  await openControlled(feed);
  const ids = (await feed.listedIds()).slice(0, 5);
  await feed.click(feed.button('menu'));
  const menu = feed.page.getByRole('dialog');
  await expect(menu).toBeVisible();
  expect((await new AxeBuilder({ page: feed.page }).include('dialog[open]').analyze()).violations).toEqual([]);
  await menu.getByRole('button', { name: 'Save the next 5 for offline' }).click();
  const begun = async () => (await readSavedRecords(feed.page)).length;
  await expect.poll(begun).toBe(5);
  await feed.page.goto(new URL('/saved', feed.url).href);
  for (const id of ids) await expect(feed.page.locator(`.saved-list li[data-reel-id="${id}"]`)).toBeVisible();
  await expect(feed.page.locator('.saved-list li[data-state="saved"]')).toHaveCount(5, { timeout: 120_000 });
  await expect(feed.page.getByRole('meter')).toHaveAttribute('aria-valuetext', /^[1-9][\d.]* MB saved/);
  expect((await new AxeBuilder({ page: feed.page }).analyze()).violations).toEqual([]);
});

test('saving pauses with a message when storage is full, and saved reels are kept', async ({ feed }) => {
  test.setTimeout(180_000);
  const session = await feed.page.context().newCDPSession(feed.page);
  const { origin } = new URL(feed.url);
  // Room for the page's own files and one short reel.
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4_000_000 });
  await openControlled(feed);
  await saveCurrent(feed);
  const id = await feed.currentId();
  await feed.open('/?reel=saturn');
  await feed.expectMoving();
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('aria-label', /No room left/, { timeout: 60_000 });
  await feed.page.goto(new URL('/saved', feed.url).href);
  await expect(feed.page.locator(`.saved-list li[data-reel-id="${id}"]`)).toHaveAttribute('data-state', 'saved');
  await expect(feed.page.getByText(/No room left/)).toBeVisible();
});

test('signing out deletes all saved reels', async ({ feed }) => {
  await openControlled(feed);
  await saveCurrent(feed);
  const signOut = () => fetch('/api/v1/session', { method: 'DELETE' }).then(({ status }) => status);
  expect(await feed.page.evaluate(signOut)).toBe(204);
  await feed.page.goto(new URL('/saved', feed.url).href);
  await expect(feed.page.locator('.saved-empty')).toBeVisible();
  await expect(feed.page.locator('.saved-list li')).toHaveCount(0);
});

const picture = v.object({ src: v.string(), sizes: v.string() });
const picturesOfManifest = v.object({
  icons: v.array(v.object({ ...picture.entries, purpose: v.string() })),
  shortcuts: v.array(v.object({ url: v.string(), icons: v.array(picture) })),
});

/** Returns the sizes that the browser measures; "any" for images that are drawn at any size. */
const sizesOf = (page: Page, pictures: readonly v.InferOutput<typeof picture>[]) =>
  page.evaluate(
    (asked) =>
      Promise.all(
        asked.map(async ({ src, sizes }) => {
          const image = new Image();
          image.src = src;
          await image.decode();
          return sizes === 'any' ? sizes : `${image.naturalWidth}x${image.naturalHeight}`;
        }),
      ),
    pictures,
  );

test('the app can be installed: its manifest has an identity, maskable icons and shortcuts', async ({ feed }) => {
  await feed.open();
  const session = await feed.page.context().newCDPSession(feed.page);
  const { errors, data = '{}' } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest: unknown = JSON.parse(data);
  expect(manifest).toMatchObject({ id: '/', start_url: '/', display: 'standalone' });
  const { icons, shortcuts } = v.parse(picturesOfManifest, manifest);
  expect(new Set(icons.map(({ purpose }) => purpose))).toEqual(new Set(['any', 'maskable']));
  const pictures = [...icons, ...shortcuts.flatMap((shortcut) => shortcut.icons)];
  expect(await sizesOf(feed.page, pictures)).toEqual(pictures.map(({ sizes }) => sizes));
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Tests run in an incognito context, where nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== 'in-incognito')).toEqual([]);
  const views = { '/': feed.feed, '/saved': feed.page.locator('.saved') };
  expect(shortcuts.map(({ url }) => url)).toEqual(Object.keys(views));
  for (const [path, view] of Object.entries(views)) {
    await feed.page.goto(new URL(path, feed.url).href);
    await expect(view).toBeVisible();
  }
});

test('without a service worker, both views of saved reels say why they are empty', async ({ feed }) => {
  await feed.page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  for (const path of ['/saved', '/?saved']) {
    await feed.page.goto(new URL(path, feed.url).href);
    await expect(feed.page.getByText('kept by a service worker')).toBeVisible();
  }
});
