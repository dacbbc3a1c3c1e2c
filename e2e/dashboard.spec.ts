import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import * as v from 'valibot';
import type { NextreelApi } from '../src/api-client/status.ts';
import { logsSchema, metricsSchema, queueSchema, statusSchema } from '../src/shared/events.ts';
import { FeedPage, often } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const statusFile = v.object({
  worker: v.object({ metrics: metricsSchema, queue: queueSchema, status: statusSchema }),
  players: v.pipe(v.array(v.object({ reelId: v.string(), bufferAheadSeconds: v.number() })), v.minLength(1)),
  throughputBps: v.nullable(v.number()),
  experience: v.object({ swipes: v.array(v.object({ reelId: v.string(), firstFrameMs: v.nullable(v.number()) })) }),
});
const exportedFile = v.object({ ...statusFile.entries, exportedAt: v.string(), logs: logsSchema });

const readPageStatus = (page: Page): ReturnType<NextreelApi['getStatus']> =>
  page.evaluate(() => window.nextreel?.getStatus() ?? Promise.reject(new Error('There is no window.nextreel')));

const dashboardOf = (page: Page): Locator => page.getByRole('region', { name: 'Dashboard' });
const cardOf = (page: Page, name: string): Locator => dashboardOf(page).getByRole('region', { name, exact: true });
const rowsOf = (card: Locator): Locator => card.locator('tbody tr');

/** Counts work that could go on after the dashboard is closed: its timers and its messages to the worker. */
async function countWork(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const timers = new Set<unknown>();
    const work = { timers, listens: 0 };
    Object.assign(window, { work });
    const [set, clear] = [window.setInterval.bind(window), window.clearInterval.bind(window)];
    Object.assign(window, {
      setInterval: (...given: Parameters<typeof set>) => {
        const timer = set(...given);
        if (new Error('who asks').stack?.includes('/assets/page-dashboard-') === true) timers.add(timer);
        return timer;
      },
      clearInterval: (timer: number | undefined) => {
        timers.delete(timer);
        clear(timer);
      },
    });
    ServiceWorker.prototype.postMessage = new Proxy(Reflect.get(ServiceWorker.prototype, 'postMessage'), {
      apply: (post, worker, given: [message: { readonly type?: string }]) => {
        if (given[0].type === 'listen') work.listens += 1;
        Reflect.apply(post, worker, given);
      },
    });
  });
}

const workOf = (page: Page): Promise<{ timers: number; listens: number }> =>
  page.evaluate(() => {
    const { timers, listens }: { timers: Set<unknown>; listens: number } = Reflect.get(window, 'work');
    return { timers: timers.size, listens };
  });

test('D opens a dashboard beside the feed that follows the swipes, and nothing of it runs on once D closes it', async ({
  feed,
}) => {
  const { page } = feed;
  await countWork(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  expect(await workOf(page)).toEqual({ timers: 0, listens: 0 });
  expect(
    await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)),
  ).not.toContainEqual(expect.stringContaining('dashboard'));

  await page.keyboard.press('d');
  const toggle = page.locator('[data-command="toggle-dashboard"]');
  await expect(dashboardOf(page)).toBeVisible();
  await expect(toggle).toHaveAttribute('aria-expanded', 'true');
  await expect(rowsOf(cardOf(page, 'Plan')).first()).toContainText('ahead');
  await expect(cardOf(page, 'Plan').locator('[data-plan-rest]')).not.toBeEmpty();

  const segments = rowsOf(cardOf(page, 'Segments and where they came from'));
  const swipes = rowsOf(cardOf(page, 'Swipes and stalls'));
  for (const count of [1, 2]) {
    await feed.swipe();
    await feed.expectMoving();
    await expect(swipes).toHaveCount(count);
    const id = await feed.currentId();
    await expect(segments.filter({ hasText: `${id}/` }).first()).toContainText(/Memory|Store|Joined|Network/);
  }
  await expect(rowsOf(cardOf(page, 'Origins')).first()).toContainText('Good');
  await expect(cardOf(page, 'Players').getByText('Playing', { exact: true })).toBeVisible();
  await expect(cardOf(page, 'Viewer')).toContainText('2 samples');
  // Predictions asked and used: the plan had fetched what the first swipe played.
  await expect(rowsOf(cardOf(page, 'Predictions')).first()).toContainText(/Adaptive plan\s*[1-9]\d*\s*[1-9]/);
  const open = await workOf(page);
  expect(open.timers).toBeGreaterThan(0);
  expect(open.listens).toBeGreaterThan(0);

  await page.keyboard.press('d');
  await expect(dashboardOf(page)).toHaveCount(0);
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  // A page keeps listening by a timer, so it has stopped when no timer is left.
  expect((await workOf(page)).timers).toBe(0);
  await feed.swipe('ArrowUp');
  await feed.expectMoving();
});

test('/dashboard shows the dashboard as a whole page, takes the keys from the feed, and closes to the feed', async ({
  feed,
}) => {
  const { page } = feed;
  await feed.open('/dashboard');
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeFocused();
  await feed.expectControlled();
  await expect(rowsOf(cardOf(page, 'Plan')).first()).toBeVisible();
  const id = await feed.currentId();
  await page.keyboard.press('ArrowDown');
  expect(await feed.currentId()).toBe(id);
  await page.getByRole('button', { name: 'Beside the feed' }).click();
  await expect(page).toHaveURL(feed.url);
  await page.keyboard.press('Escape');
  await expect(dashboardOf(page)).toHaveCount(0);
  await expect(feed.feed).toBeFocused();
});

test('on a phone the focus cannot go behind the full page, and returns to the feed when that closes', async ({
  feed,
}) => {
  const { page } = feed;
  await feed.open('/dashboard');
  const heading = page.getByRole('heading', { name: 'Dashboard' });
  await expect(heading).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.masthead, main') ?? null)).toBeNull();
  await heading.focus();
  await page.keyboard.press('Escape');
  await expect(feed.feed).toBeFocused();
});

test('the dashboard exports everything as one JSON file, in the same form in which scripts read it', async ({
  feed,
}) => {
  const { page } = feed;
  await feed.open();
  await feed.expectControlled();
  // The worker does not report what was loaded before it took over, so make a second visit under its control.
  await feed.open();
  // A swipe before the first reel has moved would still count as part of the startup.
  await expect.poll(async () => (await readPageStatus(page)).experience.startup, often).not.toBeNull();
  await feed.swipe();
  await feed.expectMoving();
  await page.keyboard.press('d');
  await expect(rowsOf(cardOf(page, 'Segments and where they came from')).first()).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything as JSON' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^nextreel-[\dTZ-]+\.json$/);
  const exported = v.parse(exportedFile, JSON.parse(await readFile(await download.path(), 'utf8')));
  expect(exported.players[0]?.reelId).toBe(await feed.currentId());
  expect(exported.worker.status.deliveries.map(({ reel_id }) => reel_id)).toContain(await feed.currentId());

  const status = v.parse(statusFile, await readPageStatus(page));
  expect(status.experience.swipes).toHaveLength(1);
});

test('a failed export shows a visible message with the reason', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/dashboard');
  await feed.expectControlled();
  await page.evaluate(() => Object.assign(window, { fetch: () => Promise.reject(new Error('no answer')) }));
  await page.getByRole('button', { name: 'Export everything as JSON' }).click();
  const errorMessage = dashboardOf(page).getByText(/^Not exported: .*no answer/);
  await expect.poll(async () => (await errorMessage.boundingBox())?.height, often).toBeGreaterThan(12);
});

test('a strip shows the next ten reels, and data of skipped reels counts as wasted', async ({ feed }) => {
  const { page } = feed;
  await page.setViewportSize({ width: 1440, height: 900 });
  await feed.open('/?reels=100');
  await feed.expectControlled();
  await feed.expectMoving();
  await page.keyboard.press('d');
  const cells = page.getByRole('list', { name: 'Next ten reels' }).getByRole('listitem');
  await expect(cells).toHaveCount(10);
  await expect(cells.first()).toContainText(/Ready.*prefetched.*Likely watched for \d+\.\d s/);
  const wasted = cardOf(page, 'At a glance')
    .locator('div')
    .filter({ hasText: /^Wasted/ })
    .last();
  await expect(wasted).toContainText(/Wasted\s*0\s%/);
  // Wait for prefetched data: skipping reels without any wastes nothing.
  for (const next of [1, 2]) await expect(cells.nth(next)).toContainText(/\d KB *prefetched/);
  // A viewer who swipes plays a little of each reel; one who jumps to the end does not.
  await page.keyboard.press('End');
  await expect(wasted).toContainText(/Wasted *[1-9]/);
});

test('text selected in a table stays selected while the figures beside it change', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/dashboard');
  await feed.expectControlled();
  await feed.open('/dashboard');
  await feed.expectMoving();
  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  const newest = rowsOf(cardOf(page, 'Segments and where they came from')).first();
  // By then no more rows arrive.
  await expect(newest.locator('td').last()).toHaveText(/^([6-9]|\d\d) s ago$/);
  const selected = () => page.evaluate(() => getSelection()?.toString());
  await newest.locator('th').evaluate((cell) => getSelection()?.selectAllChildren(cell));
  const [file, age] = [await selected(), await newest.locator('td').last().textContent()];
  await expect(newest.locator('td').last()).not.toHaveText(age ?? '');
  expect([file, await selected()]).toEqual([await newest.locator('th').textContent(), file]);
});

for (const width of [360, 390]) {
  test(`at ${width} pixels no column of the swipe and segment tables is cut off`, async ({ feed }) => {
    const { page } = feed;
    await page.setViewportSize({ width, height: 844 });
    await feed.open();
    await feed.expectControlled();
    await feed.expectMoving();
    await feed.swipe();
    await feed.expectMoving();
    await page.keyboard.press('d');
    for (const name of ['Swipes and stalls', 'Segments and where they came from']) {
      await expect(rowsOf(cardOf(page, name)).first()).toBeVisible();
      const hidden = await cardOf(page, name)
        .locator('.dashboard-table')
        .first()
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect([name, hidden]).toEqual([name, 0]);
    }
  });
}

test('on a phone each reason is shown below its plan entry, and every section is one tap away', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/dashboard');
  await feed.expectControlled();
  const isBelow = () =>
    rowsOf(cardOf(page, 'Plan'))
      .first()
      .evaluate((row) => {
        const [reel, reason] = [row.firstElementChild, row.lastElementChild];
        if (reel === null || reason === null || reason.textContent === '') return false;
        return reason.getBoundingClientRect().top >= reel.getBoundingClientRect().bottom - 1;
      });
  await expect.poll(isBelow).toBe(true);
  await page
    .getByRole('navigation', { name: 'Sections of the dashboard' })
    .getByRole('button', { name: 'Log' })
    .click();
  await expect(cardOf(page, 'Log')).toBeInViewport();
});

test('a plot shows its values at the pointer, and a score explains how it is computed', async ({ feed }) => {
  const { page } = feed;
  await page.setViewportSize({ width: 1440, height: 900 });
  await feed.open('/dashboard');
  await feed.expectControlled();
  const origins = cardOf(page, 'Origins');
  const plot = origins.getByRole('img', { name: 'Score of each origin over time' });
  const readAt = async (share: number) => {
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * share, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    return origins.locator('.dashboard-readout').textContent();
  };
  let share = 0.9;
  // The plot is replaced when the first measurements arrive, so point at it again.
  await expect.poll(() => readAt((share = 1.85 - share))).toMatch(/origin-1 [\d.]+/);
  await origins.getByText('How the score is calculated').click();
  await expect(origins.getByText('Bandwidth (Mbit/s) × success')).toBeVisible();
});

test('the dashboard shows the resolution of a file that the browser plays natively', async ({ browser, demo }) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const feed = new FeedPage(await context.newPage(), demo.pageUrl);
  await feed.open('/?reel=jellyfish');
  await feed.expectMoving();
  await feed.page.keyboard.press('d');
  await expect(cardOf(feed.page, 'Players')).toContainText('540p, the file itself');
  await context.close();
});

test('a reel without a manifest shows its resolution instead of a bandwidth of 0', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/?reel=jellyfish');
  await feed.expectControlled();
  await feed.open('/?reel=jellyfish');
  await feed.expectMoving();
  await page.keyboard.press('d');
  await page.keyboard.press('s');
  const playing = cardOf(page, 'Players').getByRole('listitem').first();
  await expect(playing).toContainText('· 540p');
  await expect(playing).not.toContainText('0 kbit/s');
  await expect(feed.current.locator('.stats')).toContainText(/Rendition\s*540×960\s*Picture/);
});

test('the log level can be changed in the dashboard, up to debug', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/dashboard');
  await feed.expectControlled();
  const log = cardOf(page, 'Log');
  await expect(log.getByLabel('Level')).toHaveValue('warn');
  await log.getByLabel('Level').selectOption('debug');
  await expect
    .poll(() => page.evaluate(async () => (await (await fetch('/api/v1/config')).json()).config.logging.level))
    .toBe('debug');
});

test('without a worker the dashboard shows what the page knows, and says so', async ({ browser, feed }) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(new URL('/dashboard', feed.url).href);
  await expect(page.getByText('plays without a worker')).toBeVisible();
  await expect(cardOf(page, 'Players').getByText('Playing', { exact: true })).toBeVisible();
  await expect(cardOf(page, 'Plan')).toBeHidden();
  expect((await readPageStatus(page)).worker).toBeNull();
  await context.close();
});

test('stats for nerds are shown on the current reel', async ({ feed }) => {
  const { page } = feed;
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await page.keyboard.press('s');
  const stats = feed.current.locator('.stats');
  await expect(stats).toContainText(/Rendition\s*\d+×\d+/);
  await expect(stats).toContainText('avc1');
  await feed.swipe();
  await expect(stats).toContainText(await feed.currentId());
  await expect(page.locator('.stats')).toHaveCount(1);
  await page.keyboard.press('s');
  await expect(page.locator('.stats')).toHaveCount(0);
  await feed.click(feed.current.getByRole('button', { name: 'More' }));
  await page.getByRole('dialog').getByRole('button', { name: 'Stats for nerds' }).click();
  await expect(stats).toBeVisible();
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds no problem in the dashboard and the stats, in ${colorScheme} colours`, async ({ feed }) => {
    const { page } = feed;
    await page.emulateMedia({ colorScheme });
    await feed.open();
    await feed.expectControlled();
    await feed.expectMoving();
    await page.keyboard.press('d');
    await page.keyboard.press('s');
    for (const size of [
      { width: 390, height: 844 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(size);
      await expect(rowsOf(cardOf(page, 'Origins')).first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).include('.dashboard').include('.stats').analyze();
      expect(violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  });
}
