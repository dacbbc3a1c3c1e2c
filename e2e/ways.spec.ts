import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const end = (feed: FeedPage) => feed.page.getByRole('article', { name: 'You’re all caught up' });
const isInView = async (feed: FeedPage) => {
  const box = await end(feed).boundingBox();
  return box !== null && Math.abs(box.y) < 1;
};

test('after the last reel the feed says that it has ended and offers a way back to the start', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/?reel=saturn');
  await feed.expectMoving();
  const last = feed.reel('saturn').locator('video');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => isInView(feed)).toBe(true);
  await expect.poll(() => last.evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);
  await expect(feed.current).toHaveCount(0);

  await page.keyboard.press('ArrowUp');
  await expect(feed.current).toHaveAttribute('data-reel-id', 'saturn');
  await feed.expectMoving();

  await page.keyboard.press('ArrowDown');
  await end(feed).getByRole('button', { name: 'Back to start' }).click();
  await expect(feed.current).toHaveAttribute('aria-posinset', '1');
  await feed.expectMoving();
});

test('the logo returns to the start of the feed, and a link at the top opens the saved reels', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/?reel=koi');
  await expect(feed.current).toHaveAttribute('data-reel-id', 'koi');
  await page.getByRole('link', { name: 'Nextreel, start of the feed' }).click();
  await expect(page).toHaveURL(feed.url);
  await expect(feed.current).toHaveAttribute('aria-posinset', '1');
  await page.getByRole('link', { name: 'Saved reels' }).click();
  await expect(page.getByRole('heading', { name: 'Saved reels' })).toBeVisible();
});

test('on a phone the dashboard is found only in the menu, under For developers', async ({ feed }) => {
  const { page } = feed;
  await feed.open();
  await feed.expectMoving();
  await expect(page.getByRole('button', { name: 'Dashboard' })).toHaveCount(0);
  await feed.click(feed.button('menu'));
  const menu = page.getByRole('dialog');
  await expect(menu.getByRole('heading', { name: 'For developers' })).toBeVisible();
  await menu.getByRole('button', { name: 'Dashboard' }).click();
  await expect(page.getByRole('region', { name: 'Dashboard' })).toBeVisible();
});
