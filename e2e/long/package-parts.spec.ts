import type { Page } from '@playwright/test';
import { catalogue } from '../../demo/catalogue.ts';
import type { ConnectOptions, Nextreel } from '../../src/package/index.ts';
import { expect } from '../fixtures.ts';
import { isSegmentStored, readyState, test, leftovers } from '../host-page.ts';

declare global {
  interface Window {
    readonly connect: (options?: ConnectOptions) => Nextreel;
    /** The connection as another part of the page holds it. */
    other: Nextreel;
    callCount: number;
  }
}

const [first, second, third] = catalogue.map(({ id }) => id);
if (first === undefined || second === undefined || third === undefined) throw new Error('The catalogue is too short');

test.beforeEach(async ({ site, host, page }) => {
  await site.putWorker();
  await host.openServed();
  await page.evaluate(() => (window.other = window.connect()));
});

/** Returns the reel that the page reports as shown. */
const shownReelId = (page: Page) => page.evaluate(async () => (await window.connection.getStatus()).player?.reelId);
/** Returns the reels that the worker plans to prefetch. */
const plannedReelIds = (page: Page) =>
  page.evaluate(async () => (await window.connection.getStatus()).worker?.queue.plan.map(({ reel_id: id }) => id));
/** Returns the reel at which the worker believes the viewer to be. */
const viewerReelId = (page: Page) =>
  page.evaluate(async () => (await window.connection.getStatus()).worker?.metrics.behaviour?.current_reel);

test('a second list on the page has its own feed, and the first feed returns when it disconnects', async ({
  page,
  host,
}) => {
  await page.evaluate(() => {
    window.other.setFeed(window.reels.slice(4).map(({ src }, index) => ({ id: `above-${index}`, src })));
    window.other.show('above-0', window.video);
  });
  expect(await shownReelId(page)).toBe('above-0');
  await expect.poll(() => viewerReelId(page)).toBe('above-0');
  await expect.poll(() => plannedReelIds(page)).toContain('above-1');
  await page.evaluate(() => window.other.show(1, window.video));
  await expect.poll(() => viewerReelId(page)).toBe('above-1');
  // The first list stays usable beside it.
  await page.evaluate(() => window.connection.add([{ id: 'more', src: window.reels[5]?.src ?? '' }]));
  expect(await shownReelId(page)).toBe('above-1');
  await page.evaluate(() => window.other.disconnect());
  expect(await shownReelId(page)).toBe(first);
  await expect.poll(() => plannedReelIds(page)).toContain(second);
  await page.evaluate(() => window.connection.show('more', window.video));
  await expect.poll(() => viewerReelId(page)).toBe('more');
  expect(host.warnings).toEqual([]);
});

test('a part that sets no feed and shows a player wrapper refers to the existing feed', async ({ page, host }) => {
  await page.evaluate((id: string) => {
    const player = document.createElement('div');
    window.video.replaceWith(player);
    player.append(window.video);
    window.other.show(id, player);
  }, second);
  expect(await shownReelId(page)).toBe(second);
  await expect.poll(() => viewerReelId(page)).toBe(second);
  expect(host.warnings).toEqual([]);
});

test('two parts can watch the same elements, and one keeps watching after the other disconnects', async ({
  page,
  host,
}) => {
  await page.evaluate(
    ([one, two]: readonly string[]) => {
      window.callCount = 0;
      window.video.dataset['reel'] = one;
      window.connection.watch('video', (video) => video.dataset['reel']);
      window.other.watch('video', () => {
        window.callCount += 1;
        return two;
      });
    },
    [second, third],
  );
  await expect.poll(() => shownReelId(page)).toBe(third);
  await page.evaluate(() => window.other.disconnect());
  await expect.poll(() => shownReelId(page)).toBe(second);
  const callCount = await page.evaluate(() => window.callCount);
  await page.evaluate((id: string) => (window.video.dataset['reel'] = id), first);
  await expect.poll(() => shownReelId(page)).toBe(first);
  expect(await page.evaluate(() => window.callCount)).toBe(callCount);
  expect(host.warnings).toEqual([]);
});

test('a part that disconnects gets no more events, while another part still does', async ({ page, host }) => {
  const queues = () => page.evaluate(() => window.savedUpdates.length);
  await page.evaluate(() => {
    window.savedUpdates = [];
    window.callCount = 0;
    window.other.on('queue', () => (window.callCount += 1));
    window.connection.on('queue', () =>
      window.savedUpdates.push({ id: '', title: '', state: 'saved', problem: null, progress: 1, bytes: 0 }),
    );
  });
  await expect.poll(() => page.evaluate(() => window.callCount)).toBeGreaterThan(0);
  await page.evaluate(() => window.other.disconnect());
  const [callCount, queuesBefore] = [await page.evaluate(() => window.callCount), await queues()];
  await page.evaluate((id: string) => window.connection.show(id, window.video), third);
  await expect.poll(queues).toBeGreaterThan(queuesBefore);
  expect(await page.evaluate(() => window.callCount)).toBe(callCount);
  expect(host.warnings).toEqual([]);
});

test('a later connect() with conflicting page-wide options warns once, and never with the same options', async ({
  page,
  host,
}) => {
  await page.evaluate(() => {
    window.connect({ worker: '/nextreel-sw.js', scope: '/' });
    window.connect({ stage: document.body });
    for (let time = 0; time < 2; time += 1) window.connect({ config: { logging: { level: 'debug' } } });
  });
  await expect.poll(() => host.warnings).toEqual([expect.stringContaining('first connect() has set config;')]);
});

test('a page that connects after a removal gets a worker on its next visit, even if a part holds the old one', async ({
  page,
  host,
}) => {
  await page.evaluate(() => {
    window.callCount = 0;
    window.connection.watch('video', () => {
      window.callCount += 1;
      return window.reels[0]?.id;
    });
  });
  await expect.poll(() => page.evaluate(() => window.callCount)).toBeGreaterThan(0);
  const callsBefore = await page.evaluate(() => window.other.remove().then(() => window.callCount));
  expect(await leftovers(page)).toEqual({ registrations: 0, caches: [], databases: [], notes: [] });
  const callCount = await page.evaluate(async () => {
    window.video.replaceWith(window.video.cloneNode());
    // A part that still watched would have been told of the new element by then.
    await new Promise((resolve) => new IntersectionObserver(resolve).observe(document.body));
    await new Promise(requestAnimationFrame);
    return window.callCount;
  });
  expect(callCount).toBe(callsBefore);
  expect(await page.evaluate(() => window.connect().ready)).toMatchObject({ state: 'off', reason: 'next-visit' });
  await page.reload();
  expect(await readyState(page)).toEqual({ state: 'on' });
  await expect.poll(() => isSegmentStored(page, second)).toBe(true);
  expect(host.warnings).toEqual([expect.stringContaining('when it is opened again')]);
});

test('a page that removes Nextreel right after connecting is left without a trace', async ({ page, host }) => {
  await page.evaluate(() => window.connection.remove());
  await host.open({ begin: 'window.removed = nextreel.remove()' });
  await page.waitForFunction(() => 'removed' in window);
  await page.evaluate((): unknown => Reflect.get(window, 'removed'));
  expect(await leftovers(page)).toEqual({ registrations: 0, caches: [], databases: [], notes: [] });
  expect(host.warnings).toEqual([]);
});

test('a part that disconnects before its worker is ready causes no warning', async ({ page, host }) => {
  await page.evaluate(() => window.connection.remove());
  await host.open({ begin: 'nextreel.disconnect()' });
  await page.evaluate(() => window.connection.ready);
  expect(host.warnings).toEqual([]);
});
