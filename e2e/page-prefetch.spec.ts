import type { Page } from '@playwright/test';
import type { QueueFacts } from '../src/shared/events.ts';
import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const readQueue = (feed: FeedPage): Promise<QueueFacts> =>
  feed.page.evaluate(async () => (await fetch('/api/v1/prefetch/status')).json());
const plannedPages = async (feed: FeedPage) => (await readQueue(feed)).pages;

/** Collects the path and query of every request that the worker sends. */
function watchWorkerRequests(page: Page): string[] {
  const paths: string[] = [];
  page.context().on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.serviceWorker() !== null) paths.push(pathname + search);
  });
  return paths;
}

async function openControlled(feed: FeedPage, path = '/'): Promise<void> {
  await feed.open(path);
  await feed.expectControlled();
  await feed.expectMoving();
}

test('the next feed page is prefetched before the page asks for it, and the feed goes on offline', async ({ feed }) => {
  const workerRequests = watchWorkerRequests(feed.page);
  await openControlled(feed);
  const ids = await feed.listedIds();
  const third = { path: expect.stringMatching(/feed\.json\?page=3$/), is_here: true };
  await expect
    .poll(() => plannedPages(feed))
    .toMatchObject([{ ...third, reason: expect.stringMatching(/the end of the loaded feed: already here$/) }]);
  const countPage3Requests = () => workerRequests.filter((one) => one === '/feed.json?page=3').length;
  const before = countPage3Requests();
  // For the first feed page that arrives, the worker may repeat the request with and without cookies to compare both.
  expect([1, 3]).toContain(before);

  await feed.page.context().setOffline(true);
  await feed.page.keyboard.press('End');
  await expect(feed.page.locator(`article[data-reel-id="${ids[12]}"]`)).toBeAttached();
  await feed.page.keyboard.press('End');
  await expect(feed.current).toHaveAttribute('data-reel-id', ids.at(-1) ?? '');
  expect(countPage3Requests()).toBe(before);
});

test('the poster and captions of an upcoming reel are prefetched once each and shown offline', async ({
  feed,
  origins,
}) => {
  await feed.page.addInitScript(() =>
    localStorage.setItem('nextreel:languages', JSON.stringify({ audioLanguage: null, captionsLanguage: 'de' })),
  );
  const ids = await feed.listedIds();
  const before = ids[ids.indexOf('lighthouse') - 1] ?? '';
  // On the first visit the posters load before the worker takes over.
  await openControlled(feed);
  await openControlled(feed, `/?reel=${before}`);
  const files = ['poster.webp', 'subtitles-de/index.m3u8', 'subtitles-de/words.vtt'].map(
    (name) => `lighthouse/${name}`,
  );
  const isStored = async (file: string) => (await feed.storedKeys()).some((key) => key.endsWith(`/${file}`));
  for (const file of files) await expect.poll(() => isStored(file), { message: file }).toBe(true);
  const answers = (await origins.log()).filter(({ status }) => status === 200);
  for (const file of files)
    expect(
      answers.filter(({ path }) => path.endsWith(`/${file}`)),
      file,
    ).toHaveLength(1);
  expect(answers.filter(({ path }) => path.includes('/subtitles-en/'))).toEqual([]);

  await feed.page.context().setOffline(true);
  await feed.swipe();
  await expect(feed.current).toHaveAttribute('data-reel-id', 'lighthouse');
  await feed.expectMoving();
  await expect(feed.current.locator('.reel-captions [lang="de"]')).toBeVisible();
});

test('the view usually opened next is reported as cached, and its files are fetched again if lost', async ({
  feed,
}) => {
  const workerRequests = watchWorkerRequests(feed.page);
  await openControlled(feed);
  await feed.page.keyboard.press('d');
  await expect(feed.page.locator('.dashboard-card').first()).toBeVisible();
  await feed.page.keyboard.press('d');
  const dashboard = async () => (await plannedPages(feed)).find(({ path }) => path === '/dashboard');
  await expect.poll(dashboard).toEqual({
    path: '/dashboard',
    is_here: true,
    reason: 'opened next 100 % of the time: already here',
  });
  expect(workerRequests.filter((path) => path.includes('dashboard'))).toHaveLength(2);

  const lost = await feed.page.evaluate(async () => {
    const [name = ''] = (await caches.keys()).filter((one) => one.startsWith('nextreel-shell-'));
    const cache = await caches.open(name);
    const files = (await cache.keys()).map(({ url }) => url).filter((url) => /\/assets\/page-dashboard-/.test(url));
    await Promise.all(files.map((url) => cache.delete(url)));
    return files.length;
  });
  expect(lost).toBe(2);
  await expect.poll(() => workerRequests.filter((path) => path.includes('dashboard')).length).toBe(4);
  await expect.poll(async () => (await dashboard())?.is_here).toBe(true);
  await feed.page.context().setOffline(true);
  await feed.page.reload();
  await feed.page.keyboard.press('d');
  await expect(feed.page.locator('.dashboard-card').first()).toBeVisible();
});
