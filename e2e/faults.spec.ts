import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { faultKinds } from '../demo/shape.ts';
import { type StatusFacts, statusSchema } from '../src/shared/events.ts';
import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';
import type { Origins } from './origins.ts';

/** Longer than this a viewer sees a stall as such. */
const visibleStallMs = 500;
/** Beyond what is prefetched of a reel, so that its playback depends on what the origins do now. */
const farSeconds = 6.5;

const files = ['main.m3u8', '360x640/index.m3u8', '360x640/init.mp4', '360x640/000.m4s', '360x640/006.m4s'];

/** How long each stall was that a viewer has seen since. */
async function stallsSince(page: Page, sinceMs: number): Promise<number[]> {
  const stalls = await page.evaluate(() =>
    performance.getEntriesByName('nextreel:stall').map(({ startTime, duration }) => ({ startTime, duration })),
  );
  return stalls
    .filter(({ startTime, duration }) => startTime >= sinceMs && duration > visibleStallMs)
    .map(({ duration }) => duration);
}

async function statusOf(page: Page): Promise<StatusFacts> {
  const status: unknown = await page.evaluate(async () => (await fetch('/api/v1/status')).json());
  return v.parse(statusSchema, status);
}

/** Whether the worker has met an origin that fails. */
async function metTrouble(page: Page): Promise<boolean> {
  const { failovers, downloads, origins } = await statusOf(page);
  return failovers + downloads.failures > 0 || origins.some(({ reliability }) => reliability < 1);
}

const errorCard = (feed: FeedPage) => feed.current.locator('.reel-error');

/** A feed whose end is far from what is prefetched at its start. */
const longFeed = '/?reels=40';

/** Spoils whatever is asked of the origins that would be asked first, and leaves the others as they are. */
async function spoil(
  { page }: FeedPage,
  origins: Origins,
  fault: { kind: string; healthy: number; path?: string },
): Promise<void> {
  const { kind, healthy, path = '/' } = fault;
  const scores = new Map((await statusOf(page)).origins.map(({ url, score }) => [url, score]));
  const favourites = origins.urls.toSorted((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
  await origins.shape({ faults: [{ path, kind }] }, favourites.slice(0, favourites.length - healthy));
}

test.describe('with one healthy origin of three', () => {
  test.describe.configure({ timeout: 120_000 });

  for (const kind of faultKinds) {
    test(`${kind}: a buffered reel plays on, and the next ones start, without a stall or an error card`, async ({
      feed,
      origins,
    }) => {
      await feed.open(longFeed);
      await feed.expectControlled();
      await feed.expectMoving();
      const [, next = ''] = await feed.listedIds();
      const hasBeginning = async () =>
        (await feed.storedKeys()).some((key) => key.includes(`/${next}/`) && key.endsWith('003.m4s'));
      await expect.poll(hasBeginning).toBe(true);

      await spoil(feed, origins, { kind, healthy: 1 });
      const struckAtMs = await feed.page.evaluate(() => performance.now());
      await feed.swipe();
      await feed.expectMoving();
      await expect.poll(() => feed.playedSeconds(), { timeout: 30_000 }).toBeGreaterThan(farSeconds);
      await expect(errorCard(feed)).toBeHidden();
      expect(await stallsSince(feed.page, struckAtMs)).toEqual([]);

      // Nothing of this one is here: every file of it is asked for now.
      await feed.page.keyboard.press('End');
      await feed.expectMoving();
      await expect(errorCard(feed)).toBeHidden();
      expect(await metTrouble(feed.page)).toBe(true);
    });
  }

  test('whatever goes wrong, each file is answered with the bytes that it has', async ({ feed, origins }) => {
    await feed.open(longFeed);
    await feed.expectControlled();
    for (const [index, kind] of faultKinds.entries()) {
      await spoil(feed, origins, { kind, healthy: 1, path: `/copies/${200 + index}/` });
      for (const file of files) {
        const truth = await readFile(new URL(`../demo/media/aurora/${file}`, import.meta.url));
        const bytes = await feed.page.evaluate(
          async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())],
          `${origins.urls[0]}copies/${200 + index}/aurora/${file}`,
        );
        // A manifest is adapted to this viewer; what counts is that it is one.
        if (file === 'main.m3u8') expect(new TextDecoder().decode(Uint8Array.from(bytes))).toMatch(/^#EXTM3U\n/);
        else expect(Buffer.compare(Buffer.from(bytes), truth), `${kind} at ${file}`).toBe(0);
      }
    }
  });
});

test.describe('with no healthy origin', () => {
  test.describe.configure({ timeout: 120_000 });

  for (const kind of ['refuse', 'status', 'wrong-type', 'redirect', 'no-cors', 'corrupt'] as const) {
    test(`${kind}: an error card says so, and goes by itself when the origins are back`, async ({ feed, origins }) => {
      await feed.open(longFeed);
      await feed.expectControlled();
      await feed.expectMoving();
      await spoil(feed, origins, { kind, healthy: 0 });
      await feed.page.keyboard.press('End');
      await expect(errorCard(feed)).toBeVisible({ timeout: 60_000 });
      await origins.restore();
      await expect(errorCard(feed)).toBeHidden({ timeout: 30_000 });
      await feed.expectMoving();
    });
  }

  test('a viewer without a network sees an error card, which goes when the network is back', async ({ feed }) => {
    await feed.open(longFeed);
    await feed.expectControlled();
    await feed.expectMoving();
    await feed.page.context().setOffline(true);
    await feed.page.keyboard.press('End');
    await expect(errorCard(feed)).toBeVisible({ timeout: 60_000 });
    await feed.page.context().setOffline(false);
    await expect(errorCard(feed)).toBeHidden({ timeout: 30_000 });
    await feed.expectMoving();
  });
});

test('a captive portal leaves nothing in the store', async ({ feed, origins }) => {
  test.setTimeout(120_000);
  await feed.open(longFeed);
  await feed.expectControlled();
  await feed.expectMoving();
  await spoil(feed, origins, { kind: 'wrong-type', healthy: 0, path: '/copies/300/' });
  for (const file of files) {
    const failed = await feed.page.evaluate(
      (url) =>
        fetch(url).then(
          ({ ok }) => !ok,
          () => true,
        ),
      `${origins.urls[0]}copies/300/aurora/${file}`,
    );
    expect(failed, file).toBe(true);
  }
  expect((await feed.storedKeys()).filter((key) => key.includes('/copies/300/'))).toEqual([]);
});
