import { startChangedWorker } from './changed-worker.ts';
import { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';
import { stopWorkers } from './stop-workers.ts';

test('a new version of the worker takes over while a reel goes on playing', async ({ page }) => {
  const demo = await startChangedWorker();
  const feed = new FeedPage(page, demo.pageUrl);
  try {
    await feed.open();
    await feed.expectControlled();
    await feed.expectMoving();
    await page.evaluate(() => {
      Object.assign(window, { takeOvers: 0, pauses: 0 });
      navigator.serviceWorker.addEventListener('controllerchange', () => Object.assign(window, { takeOvers: 1 }));
      document.querySelector('article[aria-current="true"] video')?.addEventListener('pause', () => {
        Object.assign(window, { pauses: 1 });
      });
    });

    await demo.change((script) => `${script}\n// the next version`);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update();
      await new Promise((resolve) => registration?.installing?.addEventListener('statechange', resolve));
    });
    const read = (name: string) => page.evaluate((key) => Reflect.get(window, key), name);
    const takeOvers = async () => {
      const count = await read('takeOvers');
      // While developer tools are attached, as they are in a test, Chromium may let the old worker go on as long as it hears anything.
      if (count === 0) await stopWorkers(page);
      return count;
    };
    await expect.poll(takeOvers, { intervals: [4000] }).toBe(1);
    expect(await read('pauses')).toBe(0);
    await feed.expectMoving();
    await feed.swipe();
    await feed.expectMoving();
  } finally {
    await demo.close();
  }
});

test('without IndexedDB in the worker everything plays, only nothing is kept', async ({ page }) => {
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
