import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { catalogue } from '../../demo/catalogue.ts';
import { often } from '../feed-page.ts';
import { test as base, expect } from '../fixtures.ts';
import { type HostSite, startHostSite } from '../host-site.ts';

/** A page without a build step that shows `<nextreel-feed feed="/feed.json">`, with six reels by default. */
const test = base.extend<{ readonly site: HostSite; readonly reels: readonly object[] }>({
  reels: async ({ origins }, use) => {
    await use(catalogue.map((reel) => ({ ...reel, src: new URL(reel.src, origins.urls[0]).href })));
  },
  site: async ({ reels }, use) => {
    const site = await startHostSite();
    await site.putWorker();
    const hls = await readFile(new URL('../../node_modules/hls.js/dist/hls.mjs', import.meta.url));
    site.put('/hls.mjs', { body: hls, type: 'text/javascript' });
    site.put(
      '/',
      pageWith('html, body { height: 100%; margin: 0 }', '<nextreel-feed feed="/feed.json"></nextreel-feed>'),
    );
    putFeed(site, '/feed.json', { reels: reels.slice(0, 6) });
    await use(site);
    await site.close();
  },
});

const pageWith = (style: string, body: string) => `<!doctype html>
<title>Reels</title>
<style>${style}</style>
<script type="importmap">{ "imports": { "hls.js": "/hls.mjs" } }</script>
<body>${body}<script type="module">import '/nextreel/element.js';</script></body>`;

const putFeed = (site: HostSite, path: string, feed: object) =>
  site.put(path, { body: JSON.stringify(feed), type: 'application/json' });

const current = (page: Page) => page.locator('nextreel-reel[aria-current]');
const video = (page: Page) => current(page).locator('video');
const isPaused = (page: Page) => video(page).evaluate(({ paused }: HTMLVideoElement) => paused);

async function expectMoving(page: Page): Promise<void> {
  const position = () => video(page).evaluate(({ currentTime }: HTMLVideoElement) => currentTime);
  await expect.poll(position, often).toBeGreaterThan(0);
  const before = await position();
  await expect.poll(position, often).not.toBe(before);
}

test('keys pressed while the list is still scrolling count from its destination', async ({ page, site }) => {
  await page.goto(site.url);
  await expectMoving(page);
  await page.locator('nextreel-feed').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
  await expect(current(page)).toHaveAttribute('aria-posinset', '4');
  await expect(current(page)).toBeInViewport({ ratio: 0.99 });
  await expectMoving(page);
});

test('a viewer waiting at the last reel can go on as soon as the next feed page arrives', async ({
  page,
  site,
  reels,
}) => {
  putFeed(site, '/feed.json', { reels: reels.slice(0, 2), next: '/more.json' });
  const asked = page.waitForResponse(/more\.json/);
  await page.goto(site.url);
  await asked;
  await page.locator('nextreel-feed').focus();
  await page.keyboard.press('ArrowDown');
  await expect(current(page)).toHaveAttribute('aria-posinset', '2');
  await expectMoving(page);
  putFeed(site, '/more.json', { reels: reels.slice(2, 4) });
  await expect(page.locator('nextreel-reel')).toHaveCount(4);
  await page.keyboard.press('ArrowDown');
  await expect(current(page)).toHaveAttribute('aria-posinset', '3');
  await expectMoving(page);
});

test('an MP4 reel that fails on screen plays once its server is back', async ({ page, site, reels }) => {
  const file = reels.find((reel) => /mp4/.test(JSON.stringify(reel)));
  putFeed(site, '/feed.json', { reels: [file] });
  let isDown = true;
  await page
    .context()
    .route(/\.mp4$/, (route) => (isDown ? route.fulfill({ status: 503, body: 'down' }) : route.fallback()));
  const refused = page.waitForResponse(/\.mp4$/);
  await page.goto(site.url);
  await refused;
  isDown = false;
  await expectMoving(page);
});

test('a hidden page pauses its reel and resumes it when it is visible again', async ({ page, site }) => {
  const setVisibility = (value: DocumentVisibilityState) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, value);
  await page.goto(site.url);
  await expectMoving(page);
  await setVisibility('hidden');
  expect(await isPaused(page)).toBe(true);
  await setVisibility('visible');
  await expectMoving(page);
});

test('the worker is told which rendition the player loads, from the first reel on', async ({ page, site }) => {
  await page.addInitScript(() => {
    const post: unknown = Reflect.get(ServiceWorker.prototype, 'postMessage');
    const received: unknown[] = [];
    Object.assign(window, { received });
    Reflect.set(ServiceWorker.prototype, 'postMessage', function (this: ServiceWorker, ...sent: unknown[]) {
      if (Reflect.get(Object(sent[0]), 'type') === 'view') received.push(sent[0]);
      if (typeof post === 'function') Reflect.apply(post, this, sent);
    });
  });
  await page.goto(site.url);
  await expect
    .poll(() => page.evaluate((): unknown => Reflect.get(window, 'received').at(-1)), often)
    .toMatchObject({ currentIndex: 0, playback: { playlistUrl: expect.stringContaining(`/${catalogue[0]?.id}/`) } });
});

test('reels of a later feed page are found at the origins that an earlier page named', async ({
  page,
  site,
  origins,
}) => {
  const [one, two, three] = catalogue;
  putFeed(site, '/feed.json', {
    origins: [{ id: 'one', url: origins.urls[0] }],
    reels: [one, two],
    next: '/more.json',
  });
  putFeed(site, '/more.json', { reels: [three] });
  await page.goto(site.url);
  await expectMoving(page);
  await page.locator('nextreel-feed').focus();
  for (const place of ['2', '3']) {
    await page.keyboard.press('ArrowDown');
    await expect(current(page)).toHaveAttribute('aria-posinset', place);
  }
  await expectMoving(page);
});

test('a link in the text of a reel can be clicked, and a click beside it pauses the reel', async ({
  page,
  site,
  reels,
}) => {
  const src = String(Reflect.get(Object(reels[0]), 'src'));
  const words = '<p>By <a href="#ingrid">Ingrid</a> in <em>Lofoten</em></p>';
  site.put(
    '/',
    pageWith(
      'html, body { height: 100%; margin: 0 }',
      `<nextreel-feed><nextreel-reel reel-id="a" src="${src}">${words}</nextreel-reel></nextreel-feed>`,
    ),
  );
  await page.goto(site.url);
  await expectMoving(page);
  await page.getByRole('link').click();
  await expect(page).toHaveURL(/#ingrid$/);
  expect(await isPaused(page)).toBe(false);
  await page.getByText('Lofoten').click();
  expect(await isPaused(page)).toBe(true);
  await video(page).click();
  expect(await isPaused(page)).toBe(false);
});

test('a feed element whose options are removed still reports errors', async ({ page, site }) => {
  const thrown: string[] = [];
  page.on('pageerror', ({ message }) => thrown.push(message));
  await page.goto(site.url);
  await expectMoving(page);
  const said = await page.locator('nextreel-feed').evaluate((feed) => {
    const received = new Promise((resolve) => feed.addEventListener('nextreel-error', resolve));
    // As React does when a later render passes no options.
    Object.assign(feed, { options: undefined });
    feed.setAttribute('feed', '/none.json');
    return received.then((event) => String(Reflect.get(Object(event), 'detail').message));
  });
  expect(said).toMatch(/\/none\.json does not load: Error: status 404$/);
  expect(thrown).toEqual([]);
});

test('the elements work on a page that requires trusted types and allows the Nextreel policy', async ({
  page,
  site,
}) => {
  const body = pageWith('html, body { height: 100%; margin: 0 }', '<nextreel-feed feed="/feed.json"></nextreel-feed>');
  const policy = "require-trusted-types-for 'script'; trusted-types nextreel hls";
  site.put('/', { body, headers: { 'content-security-policy': policy } });
  await page.goto(site.url);
  await expectMoving(page);
});

for (const style of [
  'body { overflow-x: hidden }',
  'html, body { height: 100% } body { overflow-x: hidden }',
  'html, body { height: 100%; overflow: hidden } body { overflow-y: auto }',
  'main { overflow-x: hidden }',
]) {
  test(`only one reel plays at a time on a page that scrolls as a whole: ${style}`, async ({ page, site, reels }) => {
    const sources = reels.slice(0, 4).map((reel): unknown => Reflect.get(reel, 'src'));
    const markup = sources.map((src) => `<nextreel-reel style="height: 100vh" src="${String(src)}"></nextreel-reel>`);
    site.put('/', pageWith(`body { margin: 0 } ${style}`, `<main>${markup.join('')}</main>`));
    await page.goto(site.url);
    const playing = () =>
      page
        .locator('nextreel-reel video')
        .evaluateAll((videos: HTMLVideoElement[]) =>
          videos.flatMap((one, index) => (one.currentTime > 0 && !one.paused ? [index] : [])),
        );
    await expect.poll(playing, often).toEqual([0]);
    await page
      .locator('nextreel-reel')
      .nth(2)
      .evaluate((reel) => reel.scrollIntoView());
    await expect.poll(playing, often).toEqual([2]);
  });
}
