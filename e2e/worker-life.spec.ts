import { startChangedWorker, update } from './changed-worker.ts';
import { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';
import { Origins } from './origins.ts';
import { readSavedFiles, readSavedRecords } from './stored.ts';

/** Makes another version of the worker script. */
const next = (script: string) => `${script}\n// the next version`;

test('a new version of the worker takes over without interrupting the playing reel', async ({ page }) => {
  const demo = await startChangedWorker();
  const feed = new FeedPage(page, demo.pageUrl);
  try {
    await feed.open();
    await feed.expectControlled();
    await feed.expectMoving();
    await page.evaluate(() => {
      Object.assign(window, { pauses: 0 });
      document.querySelector('article[aria-current="true"] video')?.addEventListener('pause', () => {
        Object.assign(window, { pauses: 1 });
      });
    });

    await update(page, () => demo.change(next));
    expect(await page.evaluate(() => Reflect.get(window, 'pauses'))).toBe(0);
    await feed.expectMoving();
    await feed.swipe();
    await feed.expectMoving();
  } finally {
    await demo.close();
  }
});

test('a reel that is being saved while a new worker takes over is saved completely', async ({ page }) => {
  test.setTimeout(120_000);
  const demo = await startChangedWorker();
  const feed = new FeedPage(page, demo.pageUrl);
  const origins = new Origins(demo.originUrls);
  try {
    await feed.open('/?reel=koi');
    await feed.expectControlled();
    await feed.expectMoving();
    await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
    await origins.shape({ bytesPerSecond: 60_000 });
    await feed.click(feed.button('save'));
    const stored = async () => (await readSavedFiles(page)).length;
    await expect.poll(stored).toBeGreaterThan(0);
    await update(page, () => demo.change(next));
    await origins.restore();
    await expect(feed.button('save')).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
    const [record] = await readSavedRecords(page);
    expect(await readSavedFiles(page)).toEqual(
      record?.whole?.keys.map((key) => `${record.whole?.name} ${key}`).toSorted(),
    );
  } finally {
    await demo.close();
  }
});

test('without IndexedDB in the worker, reels play but nothing is stored', async ({ page }) => {
  const demo = await startChangedWorker(
    (script) => `Object.defineProperty(self, 'indexedDB', { value: undefined });\n${script}`,
  );
  const feed = new FeedPage(page, demo.pageUrl);
  try {
    await feed.open();
    await feed.expectControlled();
    for (let swipe = 0; swipe < 3; swipe += 1) {
      await feed.swipe();
      await feed.expectMoving();
    }
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).not.toContain(
      'nextreel',
    );
  } finally {
    await demo.close();
  }
});
