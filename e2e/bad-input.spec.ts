import type { Page } from '@playwright/test';
import { changeFeed } from './changed-feed.ts';
import { expect, test } from './fixtures.ts';

function collectWarnings(page: Page): string[] {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  return warnings;
}

test('a feed entry without an id or with a bad URL is left out with a warning, and the rest plays', async ({
  feed,
}) => {
  const warnings = collectWarnings(feed.page);
  const [firstId] = await feed.listedIds();
  await changeFeed(feed.page, ({ reels, ...rest }) => ({
    ...rest,
    reels: [{ title: 'Nameless', src: 'a.m3u8' }, { id: 'bad-address', src: 'javascript:alert(1)' }, ...reels],
  }));
  await feed.open();
  await expect(feed.current).toHaveAttribute('data-reel-id', firstId ?? '');
  await feed.expectMoving();
  await expect(feed.reel('bad-address')).toHaveCount(0);
  expect(warnings.filter((text) => /"id"/.test(text))).toHaveLength(1);
  expect(warnings.filter((text) => /src "javascript:alert\(1\)"/.test(text))).toHaveLength(1);
});

test('a broken manifest shows an error card, the feed goes on, and Try again plays it once it is fixed', async ({
  feed,
}) => {
  const [, secondId = ''] = await feed.listedIds();
  let isBroken = true;
  await feed.page
    .context()
    .route(`**/${secondId}/main.m3u8*`, (route) =>
      isBroken
        ? route.fulfill({ body: 'not a playlist', headers: { 'access-control-allow-origin': '*' } })
        : route.fallback(),
    );
  await feed.open();
  await feed.swipe();
  const retry = feed.reel(secondId).getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  await feed.swipe();
  await feed.expectMoving();
  await feed.swipe('ArrowUp');
  await expect(retry).toBeVisible();
  isBroken = false;
  await feed.click(retry);
  await feed.expectMoving();
  await expect(retry).toBeHidden();
  await expect(feed.button('toggle-play')).toBeFocused();
});

test('a feed that fails to load offers Try again, which loads it once its server is back', async ({ feed }) => {
  let isDown = true;
  await feed.page
    .context()
    .route(/\/feed\.json/, (route) => (isDown ? route.fulfill({ status: 503 }) : route.fallback()));
  await feed.page.goto(feed.url);
  const retry = feed.page.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  isDown = false;
  await retry.click();
  await feed.expectMoving();
});

test('a viewer waiting at the last reel can swipe on as soon as the next feed page arrives', async ({ feed }) => {
  const [, , , , , last = '', next = ''] = await feed.listedIds();
  let isDown = true;
  await feed.page
    .context()
    .route(/\/feed\.json\?page=2/, (route) => (isDown ? route.fulfill({ status: 503 }) : route.fallback()));
  await feed.open();
  await feed.swipe('End');
  await expect(feed.current).toHaveAttribute('data-reel-id', last);
  await feed.expectMoving();
  isDown = false;
  await expect(feed.reel(next)).toBeAttached();
  await feed.swipe();
  await feed.expectMoving();
});

test('the worker rejects and logs a malformed message and keeps working', async ({ feed }) => {
  await feed.open();
  await feed.expectControlled();
  await feed.page.evaluate(() => navigator.serviceWorker.controller?.postMessage({ type: 'enter-route', path: 5 }));
  const logged = () => feed.page.evaluate(async () => (await fetch('/api/v1/logs')).text());
  await expect.poll(logged).toContain('Message refused');
  await feed.swipe();
  await feed.expectMoving();
});

const unplayable = 'This browser can’t play this video';

test('without an H.264 decoder the page says so and still plays files that the browser can decode', async ({
  feed,
}) => {
  await feed.page.addInitScript(() => {
    const isTypeSupported = MediaSource.isTypeSupported.bind(MediaSource);
    MediaSource.isTypeSupported = (type) => !type.includes('avc1') && isTypeSupported(type);
  });
  await feed.open();
  await expect(feed.page.getByText('no H.264 decoder')).toBeVisible();
  await expect(feed.current.getByRole('alert').getByRole('heading')).toHaveText(unplayable);
  // A file that Media Source rejects is still given to the video element, which may be able to play it.
  await feed.open('/?reel=jellyfish');
  await feed.expectMoving();
});

test('without Media Source Extensions the page says so and still plays plain MP4 reels', async ({ feed }) => {
  await feed.page.addInitScript(() => {
    Reflect.deleteProperty(window, 'MediaSource');
    Reflect.deleteProperty(window, 'ManagedMediaSource');
    HTMLMediaElement.prototype.canPlayType = (type: string) => (type.includes('mpegurl') ? '' : 'probably');
  });
  await feed.open();
  await expect(feed.page.getByText('cannot play streamed video')).toBeVisible();
  await expect(feed.current.getByRole('alert').getByRole('heading')).toHaveText(unplayable);
  await feed.open('/?reel=jellyfish');
  await feed.expectMoving();
});
