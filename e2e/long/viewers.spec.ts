import type { Browser, Page } from '@playwright/test';
import * as v from 'valibot';
import { type QueueFacts, queueSchema, type ViewerFacts, viewerSchema } from '../../src/shared/events.ts';
import { catalogue } from '../../demo/catalogue.ts';
import { FeedPage, often } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';

type Viewer = {
  readonly name: string;
  readonly behave: (feed: FeedPage) => Promise<void>;
  /** Selects the reels whose segments arrive. Segments of the others stall, so that they stay visible in the plan. */
  readonly segmentsArriveFor: (place: number) => boolean;
  readonly facts: Partial<ViewerFacts>;
};

/** Class limits that a test can reach in its time and that hold on a busy machine. */
const analyzer = { fast_scroller_above: 1.5, binge_watcher_above: 2.8, casual_browser_below: 2.8 };

const rushedReels = 16;
const watchedReels = 6;

/** Gives enough samples for a confident class, although the first one has no speed yet. */
async function rushThrough({ page, current }: FeedPage): Promise<void> {
  for (let place = 2; place <= rushedReels + 1; place += 1) {
    await expect(page.locator(`article[aria-posinset="${place}"]`)).toBeAttached();
    await page.keyboard.press('ArrowDown');
    await expect(current).toHaveAttribute('aria-posinset', String(place));
  }
}

const watchEach = (seconds: number) => async (feed: FeedPage) => {
  for (let reel = 1; reel < watchedReels; reel += 1) {
    await expect.poll(() => feed.playedSeconds(), often).toBeGreaterThan(seconds);
    await feed.swipe();
  }
};

const viewers: readonly Viewer[] = [
  {
    name: 'Fast scroller',
    behave: rushThrough,
    segmentsArriveFor: (place) => place === 0 || place === rushedReels % catalogue.length,
    facts: { class: 'fast_scroller', prefetch_count: 5, priority: 'high' },
  },
  {
    name: 'Binge watcher',
    behave: watchEach(3.2),
    segmentsArriveFor: (place) => place < watchedReels,
    facts: { class: 'binge_watcher', prefetch_count: 8, priority: 'high' },
  },
  {
    name: 'Casual browser',
    behave: watchEach(0.8),
    segmentsArriveFor: (place) => place < watchedReels,
    facts: { class: 'casual_browser', prefetch_count: 2, priority: 'low' },
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

const readPlan = async (page: Page): Promise<QueueFacts['plan']> =>
  v.parse(queueSchema, await ask(page, 'GET', '/prefetch/status')).plan;

/** Returns in how many seconds the plan expects the reel two ahead to be needed. */
const secondsUntilNeeded = (plan: QueueFacts['plan']): number =>
  Number(
    plan.map(({ reason }) => /^segment 0 of the reel 2 ahead.*needed in ([\d.]+) s/.exec(reason)?.[1]).find(Boolean),
  );

async function open(browser: Browser, url: string, { behave }: Viewer): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  const feed = new FeedPage(page, url);
  await feed.open('/?reels=40');
  await feed.expectControlled();
  await feed.configure({ analyzer });
  await feed.expectMoving();
  await behave(feed);
  return page;
}

test('a fast scroller, a binge watcher and a casual browser get different plans for the same feed', async ({
  browser,
  demo,
  origins,
}) => {
  test.setTimeout(120_000);
  const needSeconds = new Map<string, number>();
  for (const viewer of viewers) {
    await test.step(viewer.name, async () => {
      const stalledReels = catalogue.filter((_, place) => !viewer.segmentsArriveFor(place));
      await origins.shape({
        faults: stalledReels.map(({ id }) => ({ path: `*/${id}/*x*/*.m4s`, kind: 'stall-headers', count: -1 })),
      });
      const page = await open(browser, demo.pageUrl, viewer);
      const path = `/user/${await viewerId(page)}`;
      const readFacts = async () => v.parse(viewerSchema, await ask(page, 'GET', path));
      await expect.poll(readFacts).toMatchObject(viewer.facts);
      const { confidence, prefetch_count } = await readFacts();
      expect(confidence).toBeGreaterThanOrEqual(0.7);

      const readNeed = async () => {
        needSeconds.set(viewer.name, secondsUntilNeeded(await readPlan(page)));
        return needSeconds.get(viewer.name);
      };
      await expect.poll(readNeed).not.toBeNaN();

      await ask(page, 'PUT', '/config', { prefetcher: { strategy: 'behaviour_class' } });
      const readClassPlan = async () =>
        (await readPlan(page)).map(({ reason, seconds }) => [reason.startsWith('behaviour_class'), seconds]);
      await expect.poll(readClassPlan).toEqual(Array.from({ length: prefetch_count }, () => [true, 4]));

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

  // A viewer who stays longer on a reel needs the next ones later.
  const [fast = Number.NaN, binge = Number.NaN, casual = Number.NaN] = viewers.map(({ name }) => needSeconds.get(name));
  expect(fast).toBeLessThan(binge);
  expect(casual).toBeLessThan(binge);
});
