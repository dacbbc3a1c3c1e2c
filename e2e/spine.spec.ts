import { expect, test } from './fixtures.ts';

test('every reel of the demo feed plays when the viewer swipes to it', async ({ feed }) => {
  test.setTimeout(120_000);
  await feed.open();
  const ids = await feed.listedIds();
  for (const [index, id] of ids.entries()) {
    if (index > 0) await feed.swipe();
    await expect(feed.current).toHaveAttribute('data-reel-id', id);
    await feed.expectMoving();
  }
});

test('the worker takes over on the first visit without a reload, and stores media from then on', async ({ feed }) => {
  await feed.open();
  await feed.page.evaluate(() => Object.assign(window, { isSameDocument: true }));
  await feed.expectControlled();
  await feed.swipe();
  await feed.expectMoving();
  await expect.poll(() => feed.storedKeys().then((keys) => keys.length)).toBeGreaterThan(0);
  expect(await feed.page.evaluate(() => 'isSameDocument' in window)).toBe(true);
});

test('the first segments of the next three reels are stored before the viewer reaches them', async ({ feed }) => {
  await feed.open();
  await feed.expectControlled();
  const [, ...ahead] = (await feed.listedIds()).slice(0, 4);
  for (const id of ahead) {
    const segmentsOf = async () =>
      (await feed.storedKeys()).filter((key) => key.includes(`/${id}/`) && /\.(m4s|mp4)/.test(key));
    await expect.poll(async () => (await segmentsOf()).length, { message: id }).toBeGreaterThan(1);
  }
});

test('a worker that is stopped between every two swipes does not interrupt playback', async ({ feed }) => {
  test.setTimeout(120_000);
  await feed.open();
  await feed.expectControlled();
  for (const id of (await feed.listedIds()).slice(1, 8)) {
    await feed.stopWorker();
    await feed.swipe();
    await expect(feed.current).toHaveAttribute('data-reel-id', id);
    await feed.expectMoving();
  }
});

test('reels play without a service worker', async ({ browser, demo }) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const { FeedPage } = await import('./feed-page.ts');
  const feed = new FeedPage(await context.newPage(), demo.pageUrl);
  await feed.open();
  await feed.expectMoving();
  await feed.swipe();
  await feed.expectMoving();
  await context.close();
});
