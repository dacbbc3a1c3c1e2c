import type { Page } from '@playwright/test';
import type { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';

/** Configures the page as its host would: the attribute is set before the page's script runs. */
async function configure(page: Page, maxBufferSeconds: number): Promise<void> {
  await page.addInitScript((seconds) => {
    document.addEventListener('readystatechange', () => {
      document.documentElement.dataset['hlsMaxBufferLength'] ??= String(seconds);
    });
  }, maxBufferSeconds);
}

type Reading = { readonly positionSeconds: number; readonly aheadSeconds: number };

function readBuffer(page: Page): Promise<Reading> {
  return page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('article[aria-current="true"] video');
    const { buffered, currentTime = 0 } = video ?? {};
    const endSeconds = buffered === undefined || buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
    return { positionSeconds: currentTime, aheadSeconds: endSeconds - currentTime };
  });
}

/** Returns the deepest buffer seen until playback passes `untilSeconds`. */
async function deepestBufferSeconds(page: Page, untilSeconds: number): Promise<number> {
  let most = 0;
  await expect
    .poll(
      async () => {
        const { positionSeconds, aheadSeconds } = await readBuffer(page);
        most = Math.max(most, aheadSeconds);
        return positionSeconds;
      },
      { intervals: [200], timeout: 30_000 },
    )
    .toBeGreaterThan(untilSeconds);
  return most;
}

async function expectLoadedToEnd(feed: FeedPage): Promise<void> {
  const durationSeconds = await feed.video.evaluate((video: HTMLVideoElement) => video.duration);
  const bufferEndSeconds = async () => {
    const { positionSeconds, aheadSeconds } = await readBuffer(feed.page);
    return positionSeconds + aheadSeconds;
  };
  await expect.poll(bufferEndSeconds).toBeGreaterThan(durationSeconds - 0.3);
}

test('the playing reel is buffered as far ahead as the setting says, and no further', async ({ feed }) => {
  await configure(feed.page, 4);
  await feed.open();
  await feed.expectMoving();
  const most = await deepestBufferSeconds(feed.page, 4);
  expect(most).toBeGreaterThan(2);
  // hls.js fills up to the setting, and then finishes its segment.
  expect(most).toBeLessThan(4 + 2.5);
});

test('a player setting of the worker reaches the players of the open page and of later pages', async ({ feed }) => {
  await feed.open();
  await feed.expectControlled();
  await feed.configure({
    player: { hlsMaxBufferLength: 3, read_ahead_min: 1, buffer_target: 3, buffer_refill_below: 1 },
  });
  // Move far beyond what was loaded before the setting took effect.
  await feed.swipe('End');
  await feed.expectMoving();
  const most = await deepestBufferSeconds(feed.page, 3);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(3 + 2.5);

  await feed.page.reload();
  await feed.expectMoving();
  expect(await deepestBufferSeconds(feed.page, 2)).toBeLessThan(3 + 2.5);

  await feed.configure({ player: { hlsMaxBufferLength: 60, read_ahead_min: 60, buffer_target: 60 } });
  await expectLoadedToEnd(feed);
});

test('a reel is buffered to its end when nothing holds it back', async ({ feed }) => {
  await feed.open();
  await feed.expectMoving();
  await expectLoadedToEnd(feed);
});
