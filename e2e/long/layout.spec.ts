import AxeBuilder from '@axe-core/playwright';
import { changeReels } from '../changed-feed.ts';
import type { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import { expectNoOverlaps } from './layout.ts';

/** Each test checks a dozen screens, some of them more than once. */
test.describe.configure({ timeout: 240_000 });

/** A realistic title, long enough for two lines on every screen. */
const longTitle = 'A lighthouse keeper counts the ships that pass by night, and writes each of them into a book';

async function openWithLongWords(feed: FeedPage): Promise<void> {
  const words = { title: longTitle, author: 'Wilhelmina van der Meer-Okonkwo' };
  await changeReels(feed.page, (reel) => ('id' in reel && reel.id === 'lighthouse' ? { ...reel, ...words } : reel));
  await feed.open('/?reel=lighthouse');
  await feed.expectMoving();
  await expect(feed.current.locator('.reel-title')).toHaveText(longTitle);
}

test('text, captions and buttons of a reel never overlap on any screen or at any text size', async ({ feed }) => {
  await openWithLongWords(feed);
  await feed.page.keyboard.press('c');
  await feed.page.keyboard.press(' ');
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: 6 }));
  await expect(feed.current.locator('.reel-captions')).not.toBeEmpty();
  await expect(feed.current.locator('.sound-hint')).toBeVisible();
  await expectNoOverlaps(feed.page);
});

test('a waiting reel and the end of the feed fit every screen and are readable in light colours', async ({
  feed,
  origins,
}) => {
  const expectReadable = async () =>
    expect((await new AxeBuilder({ page: feed.page }).analyze()).violations).toEqual([]);
  await feed.page.emulateMedia({ colorScheme: 'light' });
  await feed.open('/?reel=saturn');
  await feed.expectMoving();
  await feed.page.keyboard.press('ArrowDown');
  await expect(feed.page.getByRole('button', { name: 'Back to start' })).toBeInViewport();
  await expectNoOverlaps(feed.page);
  await expectReadable();

  await origins.shape({ faults: [{ path: '/', kind: 'stall-headers', count: -1 }] });
  await feed.open('/?reel=koi');
  await expect(feed.current.locator('.reel-slow')).toBeVisible();
  await expectNoOverlaps(feed.page);
  await expectReadable();
});

test('the offline card and the saved reels fit every screen without overlaps', async ({ feed }) => {
  const { page } = feed;
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await feed.click(feed.button('save'));
  await expect(page.getByRole('link', { name: 'Saved reels: 1' })).toBeVisible({ timeout: 60_000 });
  await page.context().setOffline(true);
  await feed.swipe('End');
  await expect(feed.current.getByRole('link', { name: 'Play saved reels (1)' })).toBeVisible();
  await expectNoOverlaps(page);

  await feed.current.getByRole('link', { name: 'Play saved reels (1)' }).click();
  await feed.expectMoving();
  await expect(page.locator('.feed-name')).toBeVisible();
  await expectNoOverlaps(page);

  await page.goto(new URL('/saved', feed.url).href);
  await expect(page.getByRole('button', { name: /^Remove/ })).toBeVisible();
  await expectNoOverlaps(page);
});

test('the feed error, the sheets and the dashboard fit every screen without overlaps', async ({ feed }) => {
  const { page } = feed;
  const context = page.context();
  await context.route('**/feed.json*', (route) => route.abort());
  await page.goto(feed.url);
  await expect(page.locator('#notice')).toBeVisible();
  await expectNoOverlaps(page);
  await context.unroute('**/feed.json*');

  await feed.open('/?reel=lighthouse');
  await feed.expectMoving();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNoOverlaps(page);
  await page.keyboard.press('Escape');
  await feed.click(feed.button('menu'));
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNoOverlaps(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await expect(page.getByRole('region', { name: 'Dashboard' })).toBeVisible();
  await expectNoOverlaps(page);
});
