import type { Page } from '@playwright/test';
import { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import type { Origins } from '../origins.ts';
import { readStore } from '../stored.ts';

const budgetBytes = 600_000;

/** Returns how many whole segments were requested, and which of the requests were repeats. */
async function askedFor(origins: Origins): Promise<{ all: number; again: string[] }> {
  const asked = (await origins.log()).filter(({ path, status }) => status === 200 && path.endsWith('.m4s'));
  const paths = asked.map(({ path }) => path);
  return { all: paths.length, again: paths.filter((path, place) => paths.indexOf(path) !== place) };
}

async function storedBytes(page: Page): Promise<number> {
  return (await readStore(page)).reduce((sum, { bytes }) => sum + bytes, 0);
}

test('two tabs share transfers and the budget, and the second one goes on when the first is closed', async ({
  feed,
  origins,
}) => {
  await feed.open();
  await feed.expectControlled();
  const second = new FeedPage(await feed.page.context().newPage(), feed.url);
  await origins.restore();
  await Promise.all([second.open('/?reel=koi'), feed.open('/?reel=koi')]);

  // Only the tab in front plays; the other one has loaded the same reel in the background.
  for (const tab of [second, feed]) {
    await tab.page.bringToFront();
    await tab.expectMoving();
    await tab.swipe();
    await tab.expectMoving();
  }
  // A transfer aborted for a waiting player, or when its tab goes to the background, may start again. Tabs that share
  // nothing would request every segment twice, so half of all requests would be repeats.
  const { all, again } = await askedFor(origins);
  expect(again.length, again.join(', ')).toBeLessThan(all / 3);

  await expect.poll(() => storedBytes(feed.page)).toBeGreaterThan(budgetBytes);
  await feed.configure({ cache: { store_budget_bytes: budgetBytes } });
  await feed.page.close();
  await second.page.bringToFront();
  for (let count = 0; count < 3; count += 1) {
    await second.swipe();
    await second.expectMoving();
  }
  await expect.poll(() => storedBytes(second.page)).toBeLessThanOrEqual(budgetBytes);
  const stored = await readStore(second.page);
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.filter(({ sha256 }) => sha256 === '')).toEqual([]);
});
