import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { expect, test } from '../fixtures.ts';
import { readSavedRecords } from '../stored.ts';

/** Reads the states of the saved reels from the store, without the worker. */
async function readStates(page: Page): Promise<string[]> {
  return (await readSavedRecords(page)).map(({ state }) => state);
}

/** Returns the ids of the browser's own background fetches. */
function readBackgroundFetchIds(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const ids: unknown = await Reflect.get(registration ?? {}, 'backgroundFetch')?.getIds();
    return Array.isArray(ids) ? ids.map(String) : [];
  });
}

test('a reel is saved to its end in the background after its page is closed and the worker is stopped', async ({
  feed,
  origins,
  context,
}) => {
  await feed.open();
  await feed.expectControlled();
  await origins.shape({ bytesPerSecond: 60_000 });
  const id = 'saturn';
  await feed.open(`/?reel=${id}`);
  await feed.expectMoving();
  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  // A page of the site that sends nothing to the worker.
  const idlePage = await context.newPage();
  await idlePage.goto(new URL('/icon.svg', feed.url).href);
  // The page can hand over only the files that the worker has last listed for it.
  await feed.page.evaluate(() => {
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      const [left] = data.type === 'saved' ? data.left : [];
      if (left !== undefined) document.body.dataset.left = JSON.stringify(left.files);
    });
  });
  await feed.click(feed.button('save'));
  await expect.poll(() => feed.page.evaluate(() => document.body.dataset.left)).toContain('.m4s');
  await origins.forgetLog();
  const listed = await feed.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    const { left = '' } = document.body.dataset;
    document.dispatchEvent(new Event('visibilitychange'));
    return left;
  });
  const left = v
    .parse(v.array(v.object({ url: v.string() })), JSON.parse(listed))
    .map(({ url }) => new URL(url).pathname);
  expect(left.length).toBeGreaterThan(20);
  await expect.poll(() => readBackgroundFetchIds(idlePage)).toEqual([expect.stringMatching(/^nextreel-save:/)]);
  const session = await context.newCDPSession(idlePage);
  await session.send('ServiceWorker.enable');
  await feed.page.close();
  await session.send('ServiceWorker.stopAllWorkers');
  expect(await readStates(idlePage)).toEqual(['saving']);
  await origins.shape({ bytesPerSecond: null });
  await expect.poll(() => readStates(idlePage), { timeout: 30_000 }).toEqual(['saved']);
  const downloaded = (await origins.log())
    .filter(({ path, status }) => status === 200 && left.includes(path))
    .map(({ path }) => path);
  expect(new Set(downloaded)).toEqual(new Set(left));
  // Except for files that were in flight when the worker was stopped.
  expect(downloaded.length).toBeLessThanOrEqual(left.length + 3);
});
