import type { Route } from '@playwright/test';
import { startDemo } from '../demo/demo.ts';
import { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

/** This reel's key is never cached, so offline it can only show an error. */
const encryptedId = 'train';

test('after one visit of four swipes the page opens without its servers and plays the reels seen', async ({ page }) => {
  const demo = await startDemo({ port: 0 });
  try {
    const feed = new FeedPage(page, demo.pageUrl);
    await feed.open();
    const watchedIds: string[] = [];
    for (let swipes = 0; swipes <= 4; swipes += 1) {
      if (swipes > 0) await feed.swipe();
      await feed.expectMoving();
      watchedIds.push(await feed.currentId());
    }
    for (const id of watchedIds) await feed.expectSegmentStored(id);

    await demo.close();
    await page.reload();
    for (const [index, id] of watchedIds.toReversed().entries()) {
      if (index > 0) await feed.swipe('ArrowUp');
      await expect(feed.current).toHaveAttribute('data-reel-id', id);
      await feed.expectMoving();
    }
  } finally {
    await demo.close();
  }
});

test('a segment still loading when the worker takes over is stored as well', async ({ feed, page }) => {
  const held: Route[] = [];
  await page.route(/000\.m4s$/, (route) => void held.push(route));
  await feed.open();
  await feed.expectControlled();
  const id = await feed.currentId();
  await feed.expectSegmentStored(id, /init\.mp4/);
  await Promise.all(held.map((route) => route.continue()));
  await feed.expectSegmentStored(id);
});

test('after one visit the page opens offline and plays every watched reel that is not encrypted', async ({ feed }) => {
  test.setTimeout(240_000);
  await feed.open();
  await feed.expectControlled();
  const ids = await feed.listedIds();
  for (const index of ids.keys()) {
    if (index > 0) await feed.swipe();
    await feed.expectMoving();
  }
  await feed.expectSegmentStored(ids[0] ?? '');

  await feed.page.context().setOffline(true);
  await feed.open();
  for (const [index, id] of ids.entries()) {
    if (index > 0) await feed.swipe();
    await expect(feed.current).toHaveAttribute('data-reel-id', id);
    if (id === encryptedId) await expect(feed.current.getByText(/You’re offline|Can’t reach this video/)).toBeVisible();
    else await feed.expectMoving();
  }
});
