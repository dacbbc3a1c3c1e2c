import { startDemo } from '../demo/demo.ts';
import { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

/** The viewer may wait two seconds; the rest allows for a busy machine. */
const soon = { timeout: 3_000 };

const card = (feed: FeedPage) => feed.current.locator('.reel-error');

async function openAndSaveOne(feed: FeedPage): Promise<void> {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
}

test('a reel of any format reports lost servers within two seconds and links to the saved reels', async ({ page }) => {
  test.setTimeout(120_000);
  const demo = await startDemo({ port: 0 });
  try {
    const feed = new FeedPage(page, demo.pageUrl);
    await openAndSaveOne(feed);
    const saved = await feed.currentId();
    await feed.swipe('End');
    await demo.close();
    await expect(page.getByRole('link', { name: 'Saved reels: 1' })).toBeVisible();
    for (const id of ['balloons', 'campfire']) {
      await page.goto(new URL(`/?reel=${id}`, feed.url).href);
      await expect(feed.current).toHaveAttribute('data-reel-id', id);
      await expect(card(feed).getByText('Can’t reach this video right now')).toBeVisible(soon);
      await expect(card(feed)).not.toContainText('decoder');
    }
    await card(feed).getByRole('link', { name: 'Play saved reels (1)' }).click();
    await expect(feed.current).toHaveAttribute('data-reel-id', saved);
    await feed.expectMoving();
    await expect(page.locator('.feed-name')).toHaveText('Saved reels');
  } finally {
    await demo.close();
  }
});

test('an uncached reel tells the viewer that they are offline', async ({ feed }) => {
  await feed.open('/?reels=200');
  await feed.expectControlled();
  await feed.expectMoving();
  await feed.page.context().setOffline(true);
  await feed.swipe('End');
  await expect(card(feed).getByText('You’re offline')).toBeVisible(soon);
});

test('a stalled network is reported as slow, and Try again plays the reel once the network recovers', async ({
  feed,
  origins,
}) => {
  await origins.shape({ faults: [{ path: '/', kind: 'stall-headers', count: -1 }] });
  await feed.open();
  await expect(feed.current.getByText('the connection is slow or gone')).toBeVisible(soon);
  await origins.restore();
  await feed.current.locator('.reel-slow').getByRole('button', { name: 'Try again' }).click();
  await feed.expectMoving();
  await expect(feed.current.locator('.reel-slow')).toBeHidden();
});

for (const [begun, start, keys] of [
  ['the worker began', 'tide', ['ArrowDown', 'ArrowDown', 'ArrowDown']],
  ['began before there was a worker', 'koi', ['ArrowUp', 'ArrowDown']],
] as const)
  test(`a stalled reel that ${begun} frees its connections when the viewer swipes on`, async ({ feed, origins }) => {
    await origins.shape({ faults: [{ path: '/koi/*x*/*', kind: 'stall-headers', count: -1 }] });
    const pending = async () =>
      (await origins.log()).filter(({ path, status, left }) => /\/koi\/.*x.*\//.test(path) && status === 0 && !left);
    await feed.open(`/?reel=${start}`);
    await feed.swipe(keys[0]);
    await feed.expectControlled();
    await feed.expectMoving();
    // Longer than this test runs, so the worker aborts none of the requests on its own.
    await feed.configure({ origins: { stall_timeout: 120 } });
    for (const key of keys.slice(1)) await feed.swipe(key);
    await expect(feed.current).toHaveAttribute('data-reel-id', 'koi');
    await expect(feed.current.getByText('the connection is slow or gone')).toBeVisible(soon);
    await expect.poll(pending).not.toEqual([]);
    for (let reels = 0; reels < 3; reels += 1) await feed.swipe();
    await feed.expectMoving();
    await expect.poll(pending).toEqual([]);
  });

test('a reel left before any of it had loaded plays when the viewer returns', async ({ feed, origins }) => {
  await origins.shape({ faults: [{ path: '/koi/main.m3u8', kind: 'stall-headers', count: -1 }] });
  await feed.open('/?reel=koi');
  await feed.swipe('ArrowUp');
  await feed.expectMoving();
  await origins.restore();
  await feed.swipe('ArrowDown');
  await expect(feed.current).toHaveAttribute('data-reel-id', 'koi');
  await feed.expectMoving();
});

test('a reel plays out its buffer while the servers are gone, before an error card appears', async ({
  feed,
  origins,
}) => {
  await feed.open('/?reel=saturn');
  await feed.expectControlled();
  await feed.expectMoving();
  const ahead = () =>
    feed.video.evaluate(
      ({ buffered, currentTime }: HTMLVideoElement) => buffered.end(buffered.length - 1) - currentTime,
    );
  await expect.poll(ahead).toBeGreaterThan(3);
  await origins.shape({ faults: [{ path: '/', kind: 'refuse', count: -1 }] });
  const appeared = feed.page.evaluate(
    () =>
      new Promise<number>((done, fail) => {
        const error = document.querySelector('article[aria-current] .reel-error');
        const video = document.querySelector<HTMLVideoElement>('article[aria-current] video');
        if (error === null || video === null) return fail(new Error('The current reel has no error card or no video'));
        const check = () => {
          if (!error.hasAttribute('hidden')) done(video.buffered.end(video.buffered.length - 1) - video.currentTime);
        };
        new MutationObserver(check).observe(error, { attributes: true, attributeFilter: ['hidden'] });
      }),
  );
  expect(await appeared).toBeLessThan(1.5);
});

test('an unreachable feed shows a notice and loads automatically once it is reachable', async ({ feed }) => {
  const context = feed.page.context();
  await context.route('**/feed.json*', (route) => route.abort());
  await feed.page.goto(feed.url);
  const notice = feed.page.locator('#notice');
  await expect(notice.getByRole('heading')).toHaveText('Can’t reach the feed right now', soon);
  await context.unroute('**/feed.json*');
  await feed.expectMoving();
  await expect(notice).toBeHidden();
});

test('the page offers the saved reels when no feed can be loaded', async ({ feed }) => {
  const { page } = feed;
  await openAndSaveOne(feed);
  const saved = await feed.currentId();
  await page.context().setOffline(true);
  await page.goto(new URL('/?reels=50', feed.url).href);
  const notice = page.locator('#notice');
  await expect(notice.getByRole('heading')).toHaveText(/You’re offline|Can’t reach the feed right now/, soon);
  await notice.getByRole('link', { name: 'Play saved reels (1)' }).click();
  await expect(feed.current).toHaveAttribute('data-reel-id', saved);
  await feed.expectMoving();
});
