import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import { readSavedFiles, readSavedRecords } from '../stored.ts';

const exportPanel = (page: Page) => page.locator('.saved-export');
const status = (page: Page) => exportPanel(page).getByRole('status');
const rows = (page: Page) => page.locator('.saved-list li');

/** Removes the save dialog, so that an export becomes a download. */
async function withoutDialog(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
}

/** Replaces the save dialog with one that picks a file in the browser's private file system. */
async function choosePlace(feed: FeedPage): Promise<void> {
  await feed.page.addInitScript(() => {
    const showSaveFilePicker = async () => {
      const folder = await navigator.storage.getDirectory();
      return folder.getFileHandle('chosen', { create: true });
    };
    Object.defineProperty(window, 'showSaveFilePicker', { value: showSaveFilePicker });
  });
}

async function save(feed: FeedPage, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    await feed.open(`/?reel=${id}`);
    await feed.expectControlled();
    await feed.expectMoving();
    // Playback has priority over saving.
    await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
    await feed.click(feed.button('save'));
    await expect(feed.button('save')).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
  }
  await openSaved(feed);
  await expect(page(feed).locator('.saved-list li[data-state="saved"]')).toHaveCount(ids.length);
}

const page = (feed: FeedPage) => feed.page;
const openSaved = (feed: FeedPage) => feed.page.goto(new URL('/saved', feed.url).href);

async function exportTo(path: string, { page: from }: FeedPage, button = 'Export all'): Promise<string> {
  const [download] = await Promise.all([
    from.waitForEvent('download'),
    from.getByRole('button', { name: button, exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^saved-reels-\d{4}-\d\d-\d\d\.nextreel$/);
  await download.saveAs(path);
  await expect(status(from)).toContainText('exported');
  return (await status(from).textContent()) ?? '';
}

async function importFrom(path: string, { page: into }: FeedPage): Promise<string> {
  const [chooser] = await Promise.all([
    into.waitForEvent('filechooser'),
    into.getByRole('button', { name: 'Import a file' }).click(),
  ]);
  await chooser.setFiles(path);
  await expect(exportPanel(into)).not.toHaveAttribute('data-busy', { timeout: 30_000 });
  return (await status(into).textContent()) ?? '';
}

test('saved reels move to another browser in one file and play there to the end without their origins', async ({
  feed,
  origins,
  browser,
}, info) => {
  test.setTimeout(240_000);
  const path = info.outputPath('reels.nextreel');
  await withoutDialog(feed.page.context());
  await save(feed, 'koi', 'aurora');
  expect(await exportTo(path, feed)).toMatch(/^2 reels exported, [\d.]+ [KM]B\.$/);

  await origins.shape({ faults: [{ path: '/', kind: 'refuse', count: -1 }] });
  const context = await browser.newContext({ viewport: info.project.use.viewport ?? null });
  const there = new FeedPage(await context.newPage(), feed.url);
  await openSaved(there);
  await there.page.evaluate(() => navigator.serviceWorker.ready);
  await expect(there.page.locator('.saved-empty')).toBeVisible();
  expect((await new AxeBuilder({ page: there.page }).analyze()).violations).toEqual([]);
  expect(await importFrom(path, there)).toBe('2 reels imported.');
  await expect(there.page.locator('.saved-list li[data-state="saved"]')).toHaveCount(2);
  expect((await new AxeBuilder({ page: there.page }).analyze()).violations).toEqual([]);
  await expect(there.page.getByRole('meter')).toHaveAttribute('aria-valuetext', /^[1-9][\d.]* [KM]B saved/);

  // A worker that starts later knows them too.
  await there.stopWorker();
  await there.page.goto(new URL('/?saved&reel=koi', feed.url).href);
  await expect(there.current).toHaveAttribute('data-reel-id', 'koi');
  await there.expectMoving();
  await there.video.evaluate(
    (video: HTMLVideoElement) =>
      new Promise<void>((resolve) => {
        video.addEventListener('ended', () => resolve(), { once: true });
        Object.assign(video, { loop: false, currentTime: video.duration - 1.5 });
      }),
  );
  await expect(there.reel('koi').locator('.reel-error')).toBeHidden();

  await openSaved(there);
  expect(await importFrom(path, there)).toMatch(/^Saved here already, and left as they are: /);
  await there.page
    .getByRole('button', { name: /^Remove/ })
    .first()
    .click();
  await expect(rows(there.page)).toHaveCount(1);
  expect(await importFrom(path, there)).toMatch(/^1 reel imported\. Saved here already/);

  const signOut = () => fetch('/api/v1/session', { method: 'DELETE' }).then(({ status: code }) => code);
  expect(await there.page.evaluate(signOut)).toBe(204);
  expect([await readSavedRecords(there.page), await readSavedFiles(there.page)]).toEqual([[], []]);
  await context.close();
});

test('a reel that another tab is still saving is not exported, and is still saved to its end', async ({
  feed,
  origins,
  browser,
}, info) => {
  test.setTimeout(180_000);
  const path = info.outputPath('reels.nextreel');
  await withoutDialog(feed.page.context());
  await save(feed, 'koi');
  await origins.shape({ bytesPerSecond: 100_000 });
  const other = new FeedPage(await feed.page.context().newPage(), feed.url);
  await other.open('/?reel=saturn');
  await other.expectMoving();
  await other.video.evaluate((video: HTMLVideoElement) => video.pause());
  await other.click(other.button('save'));
  await expect(other.button('save')).toHaveAttribute('data-state', 'saving');
  await expect(rows(feed.page)).toHaveCount(2);
  expect(await exportTo(path, feed)).toMatch(/^1 reel exported/);
  await expect(rows(feed.page).and(feed.page.locator('[data-state="saving"]'))).toHaveCount(1);
  await origins.restore();
  await expect(feed.page.locator('.saved-list li[data-state="saved"]')).toHaveCount(2, { timeout: 60_000 });

  const there = new FeedPage(await (await browser.newContext()).newPage(), feed.url);
  await openSaved(there);
  await there.page.evaluate(() => navigator.serviceWorker.ready);
  expect(await importFrom(path, there)).toBe('1 reel imported.');
  await there.page.context().close();
});

test('an open window updates at once when another one saves, removes or imports a reel', async ({ feed }, info) => {
  test.setTimeout(180_000);
  const path = info.outputPath('reels.nextreel');
  await withoutDialog(feed.page.context());
  await feed.open('/?reel=koi');
  await feed.expectControlled();
  await feed.expectMoving();
  const other = new FeedPage(await feed.page.context().newPage(), feed.url);
  await openSaved(other);
  await expect(other.page.locator('.saved-empty')).toBeVisible();

  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  await feed.click(feed.button('save'));
  await expect(rows(other.page)).toHaveCount(1);
  await expect(rows(other.page)).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saved');
  await exportTo(path, other);
  await other.page.getByRole('button', { name: /^Remove/ }).click();
  await expect(feed.button('save')).toHaveAttribute('data-state', 'none');
  expect(await importFrom(path, other)).toBe('1 reel imported.');
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saved');
});

test('a truncated, damaged or foreign file is refused with the reason, and nothing is changed', async ({
  feed,
}, info) => {
  test.setTimeout(180_000);
  const path = info.outputPath('reels.nextreel');
  await withoutDialog(feed.page.context());
  await save(feed, 'koi');
  await exportTo(path, feed, 'Export Six Koi');
  const bytes = await readFile(path);
  const before = JSON.stringify([await readSavedRecords(feed.page), await readSavedFiles(feed.page)]);
  const damaged = Buffer.from(bytes);
  damaged.fill(1, bytes.length - 2000, bytes.length - 1990);
  const newer = Buffer.from(bytes);
  newer.writeUInt32BE(7, 8);
  const refused: readonly (readonly [Buffer, string])[] = [
    [bytes.subarray(0, -1000), 'Not imported: it is cut off (1.0 KB missing). Nothing was changed.'],
    [damaged, 'Not imported: it is damaged'],
    [newer, 'made by another version of Nextreel'],
    [Buffer.from('a letter to a friend'), 'Not imported: it is not a file of saved reels. Nothing was changed.'],
  ];
  for (const [content, why] of refused) {
    await writeFile(path, content);
    expect(await importFrom(path, feed)).toContain(why);
  }
  expect(JSON.stringify([await readSavedRecords(feed.page), await readSavedFiles(feed.page)])).toBe(before);
});

test('an export leaves out an encrypted reel with the reason, and is written where the viewer chose', async ({
  feed,
}) => {
  test.setTimeout(180_000);
  await choosePlace(feed);
  await save(feed, 'train', 'koi');
  await feed.page.getByRole('button', { name: 'Export all', exact: true }).click();
  await expect(status(feed.page)).toContainText('1 reel exported');
  await expect(status(feed.page)).toContainText('it is encrypted, and its key cannot leave this browser.');
  const beginning = await feed.page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('chosen')).getFile();
    return (await file.text()).slice(0, 8);
  });
  expect(beginning).toBe('NEXTREEL');
});

test('an export without any reel leaves no empty file at the chosen place', async ({ feed }) => {
  test.setTimeout(180_000);
  await choosePlace(feed);
  await save(feed, 'train');
  await feed.page.getByRole('button', { name: 'Export all', exact: true }).click();
  await expect(status(feed.page)).toContainText('Nothing was exported.');
  const names = feed.page.evaluate(async () => {
    const found: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) found.push(name);
    return found;
  });
  expect(await names).toEqual([]);
});

test('a partly saved reel is still listed after its import has failed', async ({ feed, origins }, info) => {
  test.setTimeout(180_000);
  const path = info.outputPath('reels.nextreel');
  await withoutDialog(feed.page.context());
  await save(feed, 'saturn');
  await exportTo(path, feed);
  await feed.page.getByRole('button', { name: /^Remove/ }).click();
  await expect(rows(feed.page)).toHaveCount(0);
  await origins.shape({ bytesPerSecond: 60_000 });
  await feed.open('/?reel=saturn');
  await feed.expectMoving();
  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saving');
  await openSaved(feed);
  await feed.page.getByRole('button', { name: /^Pause Ninety/ }).click();
  await expect(rows(feed.page)).toHaveAttribute('data-state', 'paused');
  await feed.page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  expect(await importFrom(path, feed)).toContain('Not imported: there is not enough room.');
  await expect(rows(feed.page)).toContainText('Import incomplete');
});

test('the focus stays on the page when a reel is removed, paused or resumed by key', async ({ feed, origins }) => {
  test.setTimeout(180_000);
  const { page: saved } = feed;
  await save(feed, 'koi', 'aurora');
  await origins.shape({ bytesPerSecond: 60_000 });
  await feed.open('/?reel=saturn');
  await feed.expectMoving();
  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saving');
  await openSaved(feed);
  await saved.getByRole('button', { name: 'Pause all' }).press('Enter');
  await expect(saved.getByRole('button', { name: 'Resume all' })).toBeFocused();
  await origins.restore();
  await saved.getByRole('button', { name: /^Resume Ninety/ }).press('Enter');
  await expect(rows(saved).and(saved.locator('[data-state="saved"]'))).toHaveCount(3, { timeout: 60_000 });
  await expect(saved.getByRole('link', { name: /^Ninety/ })).toBeFocused();
  for (const next of ['Aurora', 'Ninety']) {
    await saved
      .getByRole('button', { name: /^Remove/ })
      .first()
      .press('Enter');
    await expect(saved.getByRole('link', { name: new RegExp(`^${next}`) })).toBeFocused();
  }
  await saved.getByRole('button', { name: /^Remove/ }).press('Enter');
  await expect(saved.getByRole('heading', { name: 'Saved reels' })).toBeFocused();
});

test('an import cut off by leaving the page is reported, and importing the file again completes it', async ({
  feed,
}, info) => {
  test.setTimeout(180_000);
  const path = info.outputPath('reels.nextreel');
  await withoutDialog(feed.page.context());
  await save(feed, 'koi');
  await exportTo(path, feed);
  await feed.page.getByRole('button', { name: /^Remove/ }).click();
  await expect(rows(feed.page)).toHaveCount(0);

  await feed.page.evaluate(() => {
    const store = IDBObjectStore.prototype;
    const put = Reflect.get(store, 'put');
    let files = 0;
    store.put = function (this: IDBObjectStore, ...file) {
      files += 1;
      if (files === 4) location.assign('/openapi.json');
      return put.apply(this, file);
    };
    // Nothing more of the file is read, however long the browser takes to leave the page.
    const read = Reflect.get(Blob.prototype, 'arrayBuffer');
    Blob.prototype.arrayBuffer = function (this: Blob) {
      return files < 4 ? read.call(this) : new Promise(() => undefined);
    };
  });
  const [chooser] = await Promise.all([
    feed.page.waitForEvent('filechooser'),
    feed.page.getByRole('button', { name: 'Import a file' }).click(),
  ]);
  await chooser.setFiles(path);
  await feed.page.waitForURL(/openapi\.json$/);

  await openSaved(feed);
  await expect(rows(feed.page)).toContainText('Import incomplete: import its file again');
  await expect(feed.page.getByRole('button', { name: /^Remove/ })).toBeVisible();
  expect(await importFrom(path, feed)).toBe('1 reel imported.');
  await expect(rows(feed.page)).toHaveAttribute('data-state', 'saved');
  const [record] = await readSavedRecords(feed.page);
  const files = record?.whole?.keys.map((key) => `${record.whole?.name ?? ''} ${key}`) ?? [];
  expect([files.length > 0, await readSavedFiles(feed.page)]).toEqual([true, files.toSorted()]);
});
