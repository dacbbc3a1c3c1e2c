import type { Page } from '@playwright/test';
import type { NextreelApi } from '../../src/api-client/status.ts';
import { expect, test } from '../fixtures.ts';

type Status = Awaited<ReturnType<NextreelApi['getStatus']>>;

const linkBps = 2_000_000;
const slow = { rttMs: 50, bytesPerSecond: linkBps / 8 };

function readStatus(page: Page): Promise<Status | undefined> {
  return page.evaluate(() => window.nextreel?.getStatus());
}

/** Returns the throughput that the players measured, or null before the first measurement. */
async function estimateBps(page: Page): Promise<number | null> {
  return (await readStatus(page))?.throughputBps ?? null;
}

/** Returns how the latest segments of the current reel arrived. */
async function routes(page: Page): Promise<(string | null)[]> {
  return (await readStatus(page))?.players[0]?.segments.map(({ route }) => route) ?? [];
}

const isCached = (route: string | null) => route === 'memory' || route === 'store' || route === 'joined';

test.describe('over a link of 2 Mbps', () => {
  test.setTimeout(180_000);

  test.beforeEach(async ({ feed, origins }) => {
    await origins.shape(slow);
    await feed.open();
    await feed.expectControlled();
    await feed.expectMoving();
  });

  test('cached reels yield the throughput of the link rather than of the cache', async ({ feed }) => {
    const ahead = (await feed.listedIds()).slice(1, 6);
    for (const id of ahead) {
      await feed.swipe();
      await feed.expectMoving();
      const segments = async () =>
        (await feed.storedKeys()).filter((key) => key.includes(`/${id}/`) && /\.(m4s|mp4)/.test(key));
      await expect.poll(async () => (await segments()).length, { timeout: 30_000 }).toBeGreaterThan(4);
    }
    // Without a remembered estimate this visit measures only what it gets from the cache.
    await feed.page.addInitScript(() => localStorage.removeItem('nextreel:bandwidth'));
    // Start at the first reel again; the current URL leads to the last reel seen.
    await feed.open();
    let cached = 0;
    for (const _ of ahead.slice(0, 3)) {
      await feed.swipe();
      await feed.expectMoving();
      await expect.poll(async () => (await routes(feed.page)).some(isCached)).toBe(true);
      cached += (await routes(feed.page)).filter(isCached).length;
    }

    expect(cached).toBeGreaterThan(5);
    const bps = await estimateBps(feed.page);
    expect(bps).toBeGreaterThan(linkBps * 0.3);
    expect(bps).toBeLessThan(linkBps * 1.3);
  });

  test('a new visit starts with the throughput remembered from the connection', async ({ feed }) => {
    const remembered = () =>
      feed.page.evaluate(() => {
        const saved: [string, number][] = JSON.parse(localStorage.getItem('nextreel:bandwidth') ?? '[]');
        return saved.at(-1)?.[1] ?? null;
      });
    await expect.poll(remembered, { timeout: 30_000 }).not.toBeNull();
    // Set when the new page starts, because the old page saves its own measurements until it unloads.
    await feed.page.addInitScript(() => localStorage.setItem('nextreel:bandwidth', '[["4g",654321],["3g",654321]]'));
    await feed.page.context().route(/\.m3u8/, (route) => route.abort());
    await feed.page.reload();
    await expect.poll(() => estimateBps(feed.page)).toBe(654_321);
  });
});

test('reels are played in the rendition in which they were prefetched', async ({ feed, origins }) => {
  test.setTimeout(180_000);
  await feed.open();
  await feed.expectControlled();
  // Ignore what was loaded before the worker took over: it was not prefetched.
  await origins.restore();
  await origins.shape({ rttMs: 100, bytesPerSecond: 500_000 });
  await feed.open();
  const ids = (await feed.listedIds()).slice(1, 6);
  // A segment is a separate file, or a byte range after the beginning of a file.
  const isSegment = (key: string) => /\.m4s$|#bytes=[1-9]/.test(key);
  for (const id of ids) {
    const isOfIt = (key: string) => key.includes(`/${id}/`) && isSegment(key);
    await expect.poll(async () => (await feed.storedKeys()).some(isOfIt)).toBe(true);
    await feed.swipe();
    await feed.expectMoving();
  }
  // If two renditions of a segment were fetched, one of them was wasted.
  const renditions = new Map<string, Map<string, number>>();
  for (const { path, bytesSent } of await origins.log()) {
    const [, reel, rendition, segment] = /\/([^/]+)\/([^/]+)\/(\d+\.m4s)$/.exec(path) ?? [];
    if (reel === undefined || rendition === undefined || segment === undefined || !ids.includes(reel)) continue;
    const of = renditions.get(`${reel}/${segment}`) ?? new Map<string, number>();
    renditions.set(`${reel}/${segment}`, of.set(rendition, Math.max(bytesSent, of.get(rendition) ?? 0)));
  }
  const sizes = [...renditions.values()].map((of) => [...of.values()]);
  const sum = (values: readonly number[]) => values.reduce((total, bytes) => total + bytes, 0);
  const fetched = sum(sizes.map(sum));
  const needed = sum(sizes.map((of) => Math.max(...of)));
  expect(sizes.length).toBeGreaterThanOrEqual(ids.length);
  expect(needed / fetched).toBeGreaterThanOrEqual(0.95);
});
