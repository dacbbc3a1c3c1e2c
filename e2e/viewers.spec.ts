import type { Browser, Page } from '@playwright/test';
import * as v from 'valibot';
import {
  type QueueFacts,
  queueSchema,
  type StatusFacts,
  statusSchema,
  type ViewerFacts,
  viewerSchema,
} from '../src/shared/events.ts';
import { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

type Viewer = {
  readonly name: string;
  readonly behave: (feed: FeedPage, ids: readonly string[]) => Promise<void>;
  readonly facts: Partial<ViewerFacts>;
  /** What the adaptive plan comes to, once it knows the viewer. */
  readonly adaptivePlan: { readonly goesDeep: boolean; readonly reachesFar: boolean };
};

const swipes = 8;

/** Says what watching so many seconds of each reel would: swiping it in real time would take minutes. */
async function report(
  page: Page,
  ids: readonly string[],
  secondsPerReel: number,
  reelsPerSecond: number,
): Promise<void> {
  const viewer = await viewerId(page);
  for (const id of ids) {
    const told = { scroll_speed: reelsPerSecond, watch_time: secondsPerReel, current_reel: id };
    await ask(page, 'PUT', `/user/${viewer}/behavior`, told);
  }
}

/**
 * Swipes as fast as this machine can, which may be slower than a thumb. What is reported on top is as many samples as
 * count for the class, so that the test does not depend on how busy the machine is.
 */
async function rushThrough({ page, current }: FeedPage, ids: readonly string[]): Promise<void> {
  await page.evaluate(async (times) => {
    for (let done = 0; done < times; done += 1) {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, swipes);
  const reached = ids[swipes] ?? '';
  await expect(current).toHaveAttribute('data-reel-id', reached);
  await expect.poll(async () => (await readStatus(page)).player?.reel_id).toBe(reached);
  await report(
    page,
    Array.from({ length: 20 }, () => reached),
    0.2,
    8,
  );
}

const viewers: readonly Viewer[] = [
  {
    name: 'Fast scroller',
    behave: rushThrough,
    facts: { class: 'fast_scroller', prefetch_count: 5, priority: 'high' },
    adaptivePlan: { goesDeep: false, reachesFar: true },
  },
  {
    name: 'Binge watcher',
    behave: ({ page }, ids) => report(page, ids.slice(0, 6), 45, 0.1),
    facts: { class: 'binge_watcher', prefetch_count: 8, priority: 'high' },
    adaptivePlan: { goesDeep: true, reachesFar: true },
  },
  {
    name: 'Casual browser',
    behave: ({ page }, ids) => report(page, ids.slice(0, 6), 3, 1),
    facts: { class: 'casual_browser', prefetch_count: 2, priority: 'low' },
    adaptivePlan: { goesDeep: false, reachesFar: true },
  },
];

async function ask(page: Page, method: string, path: string, body?: unknown): Promise<unknown> {
  const { ok, answer } = await page.evaluate(
    async (call) => {
      const headers = { 'content-type': 'application/json' };
      const init = call.text === undefined ? {} : { headers, body: call.text };
      const response = await fetch(`/api/v1${call.path}`, { method: call.method, ...init });
      const answered: unknown = await response.json();
      return { ok: response.ok, answer: answered };
    },
    { method, path, text: body === undefined ? undefined : JSON.stringify(body) },
  );
  expect(ok, JSON.stringify(answer)).toBe(true);
  return answer;
}

async function viewerId(page: Page): Promise<string> {
  return (await page.evaluate(() => localStorage.getItem('nextreel:viewer'))) ?? '';
}

const readStatus = async (page: Page): Promise<StatusFacts> => v.parse(statusSchema, await ask(page, 'GET', '/status'));

const readPlan = async (page: Page): Promise<QueueFacts['plan']> =>
  v.parse(queueSchema, await ask(page, 'GET', '/prefetch/status')).plan;

/** More than a beginning of some reel; a beginning of many reels. */
function describePlan(plan: QueueFacts['plan']): Viewer['adaptivePlan'] {
  const goesDeep = plan.some(({ seconds }) => seconds > 2);
  return { goesDeep, reachesFar: new Set(plan.map(({ reel_id }) => reel_id)).size >= 4 };
}

/** When the reel two ahead is expected to be needed. */
const needOf = (plan: QueueFacts['plan']): number =>
  Number(
    plan.map(({ reason }) => /^segment 0 of the reel 2 ahead.*needed in ([\d.]+) s/.exec(reason)?.[1]).find(Boolean),
  );

async function open(browser: Browser, url: string, { behave }: Viewer): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  const feed = new FeedPage(page, url);
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await behave(feed, await feed.listedIds());
  return page;
}

test('a fast scroller, a binge watcher and a casual browser of the same feed get plans of their own', async ({
  browser,
  demo,
  feed,
  origins,
}) => {
  const ids = await feed.listedIds();
  // Only the reels that are watched come: what is planned stays to be seen in the plan.
  const held = ids.filter((_, index) => index !== 0 && index !== swipes);
  await origins.shape({ faults: held.map((id) => ({ path: `/${id}/*x*/*`, kind: 'stall-headers', count: -1 })) });

  const needSeconds = new Map<string, number>();
  for (const viewer of viewers) {
    await test.step(viewer.name, async () => {
      const page = await open(browser, demo.pageUrl, viewer);
      const path = `/user/${await viewerId(page)}`;
      const readFacts = async () => v.parse(viewerSchema, await ask(page, 'GET', path));
      await expect.poll(readFacts).toMatchObject(viewer.facts);
      const { confidence, prefetch_count } = await readFacts();
      expect(confidence).toBeGreaterThanOrEqual(0.7);

      const needs = async () => {
        const plan = await readPlan(page);
        needSeconds.set(viewer.name, needOf(plan));
        return describePlan(plan);
      };
      await expect.poll(needs).toEqual(viewer.adaptivePlan);

      await ask(page, 'PUT', '/config', { prefetcher: { strategy: 'behaviour_class' } });
      await expect
        .poll(async () => (await readPlan(page)).every(({ reason }) => reason.startsWith('behaviour_class')))
        .toBe(true);
      expect((await readPlan(page)).map(({ seconds }) => seconds)).toEqual(
        Array.from({ length: prefetch_count }, () => 4),
      );

      await page.keyboard.press('d');
      const cardOf = (name: string) => page.getByRole('region', { name, exact: true });
      await expect(cardOf('Viewer')).toContainText(viewer.name);
      await expect(cardOf('Viewer')).toContainText(`${Math.round(confidence * 100)} % sure`);
      await expect(cardOf('Plan').locator('tbody tr').filter({ hasText: 'behaviour_class' })).toHaveCount(
        prefetch_count,
      );
      await page.context().close();
    });
  }

  // Who stays on a reel needs the ones after it later.
  const [fast = Number.NaN, binge = Number.NaN, casual = Number.NaN] = viewers.map(({ name }) => needSeconds.get(name));
  expect(fast).toBeLessThan(binge);
  expect(casual).toBeLessThan(binge);
});
