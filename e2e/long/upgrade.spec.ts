import type { Page } from '@playwright/test';
import { type ChangedWorker, install, startChangedWorker, waitForTakeover, update } from '../changed-worker.ts';
import { FeedPage } from '../feed-page.ts';
import { expect } from '../fixtures.ts';
import { expectMoving, idAt, isSegmentStored, play, test as base } from '../host-page.ts';

const test = base.extend<{ readonly deployed: ChangedWorker; readonly reels: FeedPage }>({
  // Playwright reads a fixture's dependencies from its parameter pattern; this one has none.
  deployed: async ({}, use) => {
    const deployed = await startChangedWorker();
    await use(deployed);
    await deployed.close();
  },
  reels: async ({ page, deployed }, use) => use(new FeedPage(page, deployed.pageUrl)),
});

/** Returns the script that the page was loaded with. */
const scriptOf = (page: Page) => page.evaluate(() => document.querySelector('script[src]')?.getAttribute('src'));

async function forgetHttpCache(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}

test('a page open since before a deploy can open views whose files are gone from the site', async ({
  page,
  deployed,
  reels,
}) => {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await reels.openMoving();
  await reels.expectControlled();
  await update(page, () => deployed.deploy());
  await forgetHttpCache(page);
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.keyboard.press('d');
  await reels.swipe();
  await reels.expectMoving();
  expect(errors).toEqual([]);
});

test('a reel saved before a deploy plays offline on the new page', async ({ page, context, deployed, reels }) => {
  await reels.openMoving('/?reel=koi');
  await reels.expectControlled();
  await reels.click(reels.button('save'));
  await expect(reels.button('save')).toHaveAttribute('data-state', 'saved');
  await update(page, () => deployed.deploy());
  await reels.openMoving();
  expect(await scriptOf(page)).toContain('-next.js');
  await forgetHttpCache(page);
  await context.setOffline(true);
  await page.goto(new URL('/saved', reels.url).href);
  await page.locator('.saved-list a').first().click();
  await reels.expectMoving();
});

test('a new version that waits while the old one serves pages has its whole page cached when it takes over', async ({
  page,
  context,
  deployed,
  reels,
}) => {
  await reels.openMoving();
  await reels.expectControlled();
  // This page has no script, so it asks no worker to take over.
  await page.goto(new URL('/icon.svg', reels.url).href);
  await deployed.deploy();
  await install(page);
  await reels.open();
  expect(await scriptOf(page)).not.toContain('-next.js');
  await waitForTakeover(page);
  await context.setOffline(true);
  await forgetHttpCache(page);
  await reels.open();
  expect(await scriptOf(page)).toContain('-next.js');
});

test('the next version of the worker takes over a host page and goes on prefetching for it', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  await host.openServed();
  await expectMoving(page);
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  await update(page, async () => {
    const script = await fetch(new URL('/nextreel-sw.js', site.url));
    site.put('/nextreel-sw.js', `${await script.text()}\n// the next version`);
  });
  await play(page, 2);
  await expectMoving(page);
  await expect.poll(() => isSegmentStored(page, idAt(3))).toBe(true);
  expect(host.warnings).toEqual([]);
});

test('a worker whose file name changes with a deploy replaces the previous one', async ({ page, host, site }) => {
  await site.putWorker('/nextreel-sw.1.js');
  await host.openServed({ connect: "connect({ worker: '/nextreel-sw.1.js' })" });
  site.clear();
  await site.putWorker('/nextreel-sw.2.js');
  // With developer tools attached, Chromium keeps the old worker while a playing reel sends it messages.
  await host.openServed({ connect: "connect({ worker: '/nextreel-sw.2.js' })", begin: '' });
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain('nextreel-sw.2.js');
  await play(page, 0);
  await expectMoving(page);
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  expect(host.warnings).toEqual([]);
});
