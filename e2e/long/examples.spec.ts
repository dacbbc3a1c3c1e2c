import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildExamples, examplesFolder, installExamples } from '../../build/examples.ts';
import { catalogue } from '../../demo/catalogue.ts';
import { often } from '../feed-page.ts';
import { test as base, expect } from '../fixtures.ts';
import { connectionPartCounts } from '../host-page.ts';
import { type HostSite, startHostSite } from '../host-site.ts';

const reels = catalogue.slice(0, 6);

/** Serves the examples as a team would deploy them: built with the packed package, and with a feed. */
const test = base.extend<{ readonly examples: HostSite; readonly warnings: string[] }>({
  examples: async ({ origins }, use) => {
    const site = await startHostSite(join(examplesFolder, 'dist'));
    putFeed(site, '/feed.json', { origins: [{ id: 'one', url: origins.urls[0] }], reels });
    await use(site);
    await site.close();
  },
  warnings: async ({ page }, use) => {
    const warnings: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('[nextreel]')) warnings.push(message.text());
    });
    page.on('pageerror', (error) => warnings.push(`thrown: ${error.message}`));
    await use(warnings);
  },
});

const putFeed = (site: HostSite, path: string, feed: object) =>
  site.put(path, { body: JSON.stringify(feed), type: 'application/json' });

test.beforeAll(() => {
  test.setTimeout(180_000);
  installExamples();
  buildExamples();
});

/** Returns position and state of the reel in the middle of the screen. */
const readMiddleReel = (page: Page) =>
  page.evaluate(() => {
    const at = document.elementsFromPoint(innerWidth / 2, innerHeight / 2);
    const reel = at.find((element) => element.localName === 'nextreel-reel' || element.localName === 'video');
    const video = reel instanceof HTMLVideoElement ? reel : reel?.shadowRoot?.querySelector('video');
    return { seconds: video?.currentTime ?? 0, isPaused: video?.paused ?? true };
  });

async function expectMoving(page: Page): Promise<void> {
  await expect.poll(async () => (await readMiddleReel(page)).seconds, often).toBeGreaterThan(0.2);
  const { seconds } = await readMiddleReel(page);
  await expect.poll(async () => (await readMiddleReel(page)).seconds, often).not.toBe(seconds);
}

const swipe = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector('.reels, nextreel-feed');
    list?.scrollBy({ top: list.clientHeight, behavior: 'instant' });
  });

const worker = async (page: Page) => {
  const url = new URL('/nextreel/api/v1/', page.url()).href;
  return page.evaluate(async (api) => {
    const read = async (name: string) => (await fetch(api + name)).json();
    const [status, metrics] = await Promise.all([read('status'), read('metrics')]);
    return { reel: status.player?.reel_id ?? null, served: metrics.cache.memory + metrics.cache.store };
  }, url);
};

for (const path of ['/plain.html', '/react/', '/vue/', '/element/']) {
  test(`${path} plays, tells the worker which reel is shown, and is served from its cache`, async ({
    page,
    examples,
    warnings,
  }) => {
    await page.goto(new URL(path, examples.url).href);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await expectMoving(page);
    await expect.poll(async () => (await worker(page)).reel).toBe(reels[0]?.id);
    for (const reel of reels.slice(1, 4)) {
      await swipe(page);
      await expectMoving(page);
      await expect.poll(async () => (await worker(page)).reel).toBe(reel.id);
    }
    expect((await worker(page)).served).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });
}

for (const path of ['/plain.html', '/react/', '/vue/', '/element/']) {
  test(`${path} plays the demo's MP4 files too`, async ({ page, examples, origins, warnings }) => {
    const files = catalogue.filter(({ src }) => src.endsWith('.mp4'));
    putFeed(examples, '/feed.json', { origins: [{ id: 'one', url: origins.urls[0] }], reels: files });
    await page.goto(new URL(path, examples.url).href);
    await expectMoving(page);
    expect(warnings).toEqual([]);
  });
}

for (const path of ['/react/', '/vue/', '/element/']) {
  test(`${path} keeps its place when its viewer signs out, and a swipe then counts for the next viewer`, async ({
    page,
    examples,
    warnings,
  }) => {
    await page.goto(new URL(path, examples.url).href);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await expect.poll(async () => (await worker(page)).reel).toBe(reels[0]?.id);
    await page.addScriptTag({
      type: 'module',
      content: "import { connect } from '/nextreel/index.js'; window.signingOut = connect().signOut();",
    });
    await page.waitForFunction(() => 'signingOut' in window);
    await page.evaluate((): unknown => Reflect.get(window, 'signingOut'));
    expect((await worker(page)).reel).toBeNull();
    await swipe(page);
    await expectMoving(page);
    await expect.poll(async () => (await worker(page)).reel).toBe(reels[1]?.id);
    expect(warnings).toEqual([]);
  });
}

test('React in strict mode, which mounts everything twice, opens one connection', async ({ page, examples }) => {
  await page.goto(new URL('/react/', examples.url).href);
  await expectMoving(page);
  expect(await connectionPartCounts(page)).toEqual([1]);
});

test('a feed element loads its pages, follows keys, reports the current reel and can be moved in the page', async ({
  page,
  examples,
  origins,
}) => {
  const media = [{ id: 'one', url: origins.urls[0] }];
  putFeed(examples, '/feed.json', { origins: media, reels: reels.slice(0, 4), next: '/more.json' });
  putFeed(examples, '/more.json', { origins: media, reels: reels.slice(4) });
  await page.goto(new URL('/element/', examples.url).href);
  await expectMoving(page);
  const feed = page.getByRole('feed');
  await page.evaluate(() => {
    const changes: unknown[] = [];
    Object.assign(window, { changes });
    document.addEventListener('nextreel-change', (event) => changes.push(Reflect.get(event, 'detail')));
  });
  await expect(feed.getByRole('article')).toHaveCount(4);
  await feed.focus();
  await page.keyboard.press('ArrowDown');
  await expect(feed.getByRole('article').nth(1)).toHaveAttribute('aria-current', 'true');
  expect(await page.evaluate(() => Reflect.get(window, 'changes'))).toEqual([{ reelId: reels[1]?.id, index: 1 }]);
  await expect(feed.getByRole('article')).toHaveCount(reels.length);
  await expect(feed.getByRole('article').nth(1)).toHaveAccessibleName(reels[1]?.title ?? '');

  await feed.getByRole('button', { name: 'Unmute' }).nth(1).click();
  expect(await readMiddleReel(page)).toMatchObject({ isPaused: false });
  await expect(feed.getByRole('button', { name: 'Mute', exact: true })).toHaveCount(reels.length);

  await feed.focus();
  await page.keyboard.press('k');
  await expect.poll(() => readMiddleReel(page)).toMatchObject({ isPaused: true });
  await page.keyboard.press(' ');
  await expect.poll(() => readMiddleReel(page)).toMatchObject({ isPaused: false });
  await page.evaluate(() =>
    document.querySelector('nextreel-reel[aria-current]')?.append(document.createElement('input')),
  );
  await feed.getByRole('textbox').focus();
  await page.keyboard.type('jk m');
  await expect(feed.getByRole('textbox')).toHaveValue('jk m');
  await expect(feed.getByRole('article').nth(1)).toHaveAttribute('aria-current', 'true');

  await page.evaluate(() => {
    const element = document.querySelector('nextreel-feed');
    const other = document.createElement('section');
    document.body.append(other);
    if (element !== null) other.append(element);
  });
  await expectMoving(page);
  await expect.poll(() => connectionPartCounts(page)).toEqual([1]);
  await page.evaluate(() => document.querySelector('nextreel-feed')?.remove());
  await expect.poll(() => connectionPartCounts(page)).toEqual([]);
});

test('a feed element passes on all facts of its feed, warns about bad entries and can switch feeds', async ({
  page,
  examples,
  origins,
  warnings,
}) => {
  const media = [{ id: 'one', url: origins.urls[0] }];
  const facts = { tags: ['night, far north'], retention: [1, 0.5] };
  const reelWithFacts = { ...reels[0], ...facts };
  putFeed(examples, '/feed.json', {
    origins: media,
    reels: [reelWithFacts, { id: 'x' }, ...reels.slice(1)],
    offset: 40,
  });
  putFeed(examples, '/other.json', { origins: media, reels: reels.slice(3) });
  putFeed(examples, '/third.json', { origins: media, reels: reels.slice(4) });
  await page.addInitScript(() => {
    const post: unknown = Reflect.get(ServiceWorker.prototype, 'postMessage');
    const views: unknown[] = [];
    const feedWarnings: string[] = [];
    Object.assign(window, { views, feedWarnings });
    Reflect.set(ServiceWorker.prototype, 'postMessage', function (this: ServiceWorker, ...sent: unknown[]) {
      if (Reflect.get(Object(sent[0]), 'type') === 'view') views.push(sent[0]);
      if (typeof post === 'function') Reflect.apply(post, this, sent);
    });
    // The element is in the document before its class is defined.
    const arrival = new MutationObserver(() => {
      const feed = document.querySelector('nextreel-feed');
      if (feed === null) return;
      arrival.disconnect();
      Object.assign(feed, { options: { onWarning: (message: string) => feedWarnings.push(message) } });
    });
    arrival.observe(document, { childList: true, subtree: true });
  });
  const lastView = () => page.evaluate((): unknown => Reflect.get(window, 'views').at(-1));
  await page.goto(new URL('/element/', examples.url).href);
  await expect
    .poll(lastView)
    .toMatchObject({ reels: expect.arrayContaining([expect.objectContaining({ ...facts, place: 40 })]) });
  const feedWarnings = () => page.evaluate((): unknown => Reflect.get(window, 'feedWarnings'));
  expect(await feedWarnings()).toEqual([expect.stringContaining('Feed entry 1 was left out: "src"')]);
  expect(warnings).toEqual([]);

  await page.evaluate(() => document.querySelector('nextreel-feed')?.setAttribute('feed', '/other.json'));
  await expect(page.getByRole('article')).toHaveCount(reels.length - 3);
  await expect.poll(async () => (await worker(page)).reel).toBe(reels[3]?.id);
  await expectMoving(page);

  // The feed may also change while the element is detached.
  await page.evaluate(() => {
    const feed = document.querySelector('nextreel-feed');
    const place = feed?.parentElement;
    feed?.remove();
    feed?.setAttribute('feed', '/third.json');
    if (feed) place?.append(feed);
  });
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect.poll(async () => (await worker(page)).reel).toBe(reels[4]?.id);
  await expectMoving(page);
});

test('a reel that fails to preload fires an error event, and plays once the viewer swipes to it', async ({
  page,
  examples,
  origins,
}) => {
  const [reel] = reels.slice(1);
  await origins.shape({ faults: [{ path: `/${reel?.src}`, kind: 'refuse' }] });
  await page.addInitScript(() => {
    const failures: unknown[] = [];
    Object.assign(window, { failures });
    document.addEventListener('nextreel-error', (event) => failures.push(Reflect.get(event, 'detail').message));
  });
  await page.goto(new URL('/element/', examples.url).href);
  await expectMoving(page);
  const failures = () => page.evaluate((): unknown => Reflect.get(window, 'failures'));
  await expect.poll(failures).toEqual([expect.stringContaining(`/${reel?.src} does not play: `)]);
  await origins.restore();
  await swipe(page);
  await expectMoving(page);
});

test('a feed element whose feed does not load offers Try again, which loads it', async ({ page, examples }) => {
  let isBroken = true;
  await page.route('**/feed.json', (route) => (isBroken ? route.abort() : route.fallback()));
  await page.goto(new URL('/element/', examples.url).href);
  const retry = page.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  isBroken = false;
  await retry.click();
  await expectMoving(page);
  await expect(retry).toBeHidden();
});
