import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const place = (feed: FeedPage) => feed.current.getAttribute('aria-posinset').then(Number);

test('the URL and the page title follow each swipe, and a reload returns to the same reel', async ({ feed }) => {
  const { page } = feed;
  await feed.open();
  await expect(page).toHaveURL(feed.url);
  for (let swipes = 0; swipes < 8; swipes += 1) await feed.swipe();
  const id = await feed.currentId();
  await expect(page).toHaveURL(new RegExp(`[?]reel=${id}$`));
  await expect(page).toHaveTitle(`${await feed.current.locator('.reel-title').textContent()} · Nextreel`);
  const before = await place(feed);
  await page.reload();
  await expect(feed.current).toHaveAttribute('data-reel-id', id);
  expect(await place(feed)).toBe(before);
  await feed.expectMoving();
  for (let swipes = 0; swipes < 3; swipes += 1) await feed.swipe('ArrowUp');
  expect(await place(feed)).toBe(before - 3);
});

test('the Back button returns to the reel from the saved reels and from the dashboard', async ({ feed }) => {
  const { page } = feed;
  await feed.open();
  for (let swipes = 0; swipes < 2; swipes += 1) await feed.swipe();
  const id = await feed.currentId();
  await expect(page).toHaveURL(new RegExp(id));
  await page.goto(new URL('/saved', feed.url).href);
  await page.goBack();
  await expect(feed.current).toHaveAttribute('data-reel-id', id);
  await feed.expectMoving();

  const dashboard = page.getByRole('region', { name: 'Dashboard' });
  await page.keyboard.press('d');
  await expect(dashboard).toBeVisible();
  await feed.swipe();
  const next = await feed.currentId();
  await expect(page).toHaveURL(new RegExp(next));
  await page.goBack();
  await expect(dashboard).toHaveCount(0);
  await expect(feed.current).toHaveAttribute('data-reel-id', next);
  await expect(page).toHaveURL(new RegExp(next));
});

test('a link can open any reel of a feed of 100,000', async ({ feed }) => {
  await feed.open('/?reels=100000&reel=koi-5000');
  await expect(feed.current).toHaveAttribute('data-reel-id', 'koi-5000');
  await expect(feed.current).toHaveAttribute('aria-posinset', '70005');
  await expect(feed.current).toHaveAttribute('aria-setsize', '100000');
  await feed.expectMoving();
  await feed.swipe();
  await expect(feed.current).toHaveAttribute('data-reel-id', 'rain-5000');
  await expect(feed.page).toHaveURL(/reels=100000&reel=rain-5000$/);
});
