import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { type FaultKind, faultKinds } from '../../demo/shape.ts';
import { type StatusFacts, statusSchema } from '../../src/shared/events.ts';
import { type FeedPage, often } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import type { Origins } from '../origins.ts';

/** A viewer notices a stall longer than this. */
const visibleStallMs = 500;
/** How much of the next reel is buffered while another one plays: two seconds, less a few frames. */
const nextReelBufferSeconds = 1.8;
/** Beyond what is prefetched of a reel, so that playback up to here depends on the origins. */
const farSeconds = 7;

/** A feed so long that each `End` leads on to another page of reels. */
const longFeed = '/?reels=2000';

async function openFeed(feed: FeedPage): Promise<void> {
  await feed.open(longFeed);
  await feed.expectControlled();
}

/** Detects stalls sooner than usual, and disables prefetching, so that only its player holds data of the next reel. */
const settings = { origins: { stall_timeout: 0.5 }, prefetcher: { default_prefetch_count: 0, max_prefetch_count: 0 } };

const errorCard = (feed: FeedPage) => feed.current.locator('.reel-error');

/** Returns the durations of the visible stalls since then. */
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

/** Most trusted first, the order in which the worker asks origins. */
const standings = ['good', 'shaky', 'open'] as const;

/** Breaks the origins that would be asked first, repairs the others, and returns the broken ones. */
async function breakOrigins(
  { page }: FeedPage,
  origins: Origins,
  { kind, faulty, path = '/' }: { kind: FaultKind; faulty: number; path?: string },
): Promise<string[]> {
  const known = new Map((await statusOf(page)).origins.map((origin) => [origin.url, origin]));
  const rank = (url: string) => standings.indexOf(known.get(url)?.standing ?? 'open');
  const rating = (url: string) => (known.get(url)?.score ?? 0) * (known.get(url)?.health ?? 0);
  const favourites = origins.urls.toSorted((a, b) => rank(a) - rank(b) || rating(b) - rating(a));
  await origins.shape({}, favourites.slice(faulty));
  const broken = favourites.slice(0, faulty);
  await origins.shape({ faults: [{ path, kind }] }, broken);
  return broken;
}

/** Waits until the player of the next reel has buffered its beginning. */
async function expectNextBuffered({ page }: FeedPage): Promise<void> {
  const isBuffered = (atLeastSeconds: number) =>
    page.evaluate(async (seconds) => {
      const next = document.querySelector<HTMLElement>('article[aria-current="true"] + article')?.dataset['reelId'];
      const { players = [] } = (await window.nextreel?.getStatus()) ?? {};
      return players.some(
        ({ reelId, hasFrame, bufferAheadSeconds }) => reelId === next && hasFrame && bufferAheadSeconds >= seconds,
      );
    }, atLeastSeconds);
  await expect
    .poll(() => isBuffered(nextReelBufferSeconds), { message: 'the next reel is buffered', ...often })
    .toBe(true);
}

/** Waits until the buffer reaches `farSeconds`. Playback that has not stalled by then will not stall up to there. */
async function expectLoadedFar({ page }: FeedPage): Promise<void> {
  const isLoadedFar = (atLeastSeconds: number) =>
    page.evaluate(async (seconds) => {
      const [current] = (await window.nextreel?.getStatus())?.players ?? [];
      if (current === undefined) return false;
      const { bufferedToEnd, positionSeconds, bufferAheadSeconds } = current;
      return bufferedToEnd || positionSeconds + bufferAheadSeconds >= seconds;
    }, atLeastSeconds);
  await expect.poll(() => isLoadedFar(farSeconds), { message: 'the rest of the reel comes', ...often }).toBe(true);
}

/** Buffers the beginning of the next reel, breaks this many origins, swipes, and expects the reel to play on. */
async function expectToPlayOn(feed: FeedPage, origins: Origins, kind: FaultKind, faulty: number): Promise<void> {
  await expectNextBuffered(feed);
  const broken = await breakOrigins(feed, origins, { kind, faulty });
  const countRequests = async () => (await origins.log(broken)).length;
  const requestsBefore = await countRequests();
  const brokenAtMs = await feed.page.evaluate(() => performance.now());
  await feed.swipe();
  await expectLoadedFar(feed);
  await feed.expectMoving();
  await expect(errorCard(feed)).toBeHidden();
  expect(await stallsSince(feed.page, brokenAtMs)).toEqual([]);
  // With one of three broken, the worker may not have needed that origin.
  if (faulty > 1)
    expect(await countRequests(), 'an origin that is out of order was asked').toBeGreaterThan(requestsBefore);
}

/** Faults of one session are tried in turn, so the later ones meet origins that have failed before. */
const sessions: Readonly<Record<string, readonly FaultKind[]>> = {
  'do not answer': ['refuse', 'status'],
  'break off': ['truncate', 'reset'],
  'fall silent': ['stall-headers', 'stall-body'],
  'answer with something else': ['wrong-type', 'redirect', 'no-cors'],
  'send damaged bytes': ['corrupt'],
  crawl: ['slow'],
};

for (const [fault, kinds] of Object.entries(sessions)) {
  test(`playback survives origins that ${fault}`, async ({ feed, origins }) => {
    test.setTimeout(120_000);
    await openFeed(feed);
    await feed.configure(settings);
    // Move beyond what was fetched before the settings took effect.
    await feed.swipe('End');
    await feed.expectMoving();
    for (const kind of kinds) {
      await test.step(`${kind} at one of three: a buffered reel plays on without a stall`, () =>
        expectToPlayOn(feed, origins, kind, 1));
      await test.step(`${kind} at two of three: a buffered reel plays on without a stall`, () =>
        expectToPlayOn(feed, origins, kind, 2));
      await test.step(`${kind} at two of three: a reel without a buffer plays`, async () => {
        await feed.swipe('End');
        await feed.expectMoving();
        await expect(errorCard(feed)).toBeHidden();
      });
      await test.step(`${kind} at all three: an error card appears and goes when they recover`, async () => {
        await breakOrigins(feed, origins, { kind, faulty: 3 });
        await feed.swipe('End');
        // Slow bytes are not a failure.
        if (kind !== 'slow') await expect(errorCard(feed)).toBeVisible({ timeout: 30_000 });
        await origins.restore();
        await expect(errorCard(feed)).toBeHidden();
        await feed.expectMoving();
      });
    }
  });
}

test('an offline viewer sees an error card, which goes when the network is back', async ({ feed }) => {
  await openFeed(feed);
  await feed.expectMoving();
  await feed.page.context().setOffline(true);
  await feed.swipe('End');
  await expect(errorCard(feed)).toBeVisible({ timeout: 30_000 });
  await feed.page.context().setOffline(false);
  await expect(errorCard(feed)).toBeHidden();
  await feed.expectMoving();
});

const media = ['main.m3u8', '360x640/index.m3u8', '360x640/init.mp4', '360x640/000.m4s', '360x640/006.m4s'];
/** A damaged key cannot be told from a good one. */
const filesFor = (kind: FaultKind) => (kind === 'corrupt' ? media : [...media, '../train/reel.key']);

/** Fetches each file and returns its bytes, or null if the page does not get it. */
function fetchAll({ page }: FeedPage, folderUrl: string, files: readonly string[]): Promise<(number[] | null)[]> {
  return page.evaluate(
    (urls) =>
      Promise.all(
        urls.map(async (url) => {
          const response = await fetch(url).catch(() => undefined);
          if (response?.ok !== true) return null;
          const body = await response.arrayBuffer().catch(() => undefined);
          return body === undefined ? null : [...new Uint8Array(body)];
        }),
      ),
    files.map((file) => `${folderUrl}${file}`),
  );
}

async function expectCorrectBytes(file: string, bytes: readonly number[], message: string): Promise<void> {
  // A manifest is adapted to this viewer, so only check that it is one.
  if (file === 'main.m3u8') {
    expect(new TextDecoder().decode(Uint8Array.from(bytes)), message).toMatch(/^#EXTM3U\n/);
    return;
  }
  const expected = await readFile(new URL(`../../demo/media/aurora/${file}`, import.meta.url));
  expect(Buffer.compare(Buffer.from(bytes), expected), message).toBe(0);
}

test('each file arrives with the right bytes under every fault of two of three origins', async ({ feed, origins }) => {
  await openFeed(feed);
  await feed.configure({ ...settings, intercept: { origins: origins.urls } });
  // The worker does not leave a slow origin for one that has just failed, so try slowness first.
  const kinds = faultKinds.toSorted((a, b) => Number(b === 'slow') - Number(a === 'slow'));
  for (const [index, kind] of kinds.entries()) {
    const folder = `copies/${200 + index}/`;
    const broken = await breakOrigins(feed, origins, { kind, faulty: 2, path: `/${folder}` });
    const files = filesFor(kind);
    const bodies = await fetchAll(feed, `${origins.urls[0]}${folder}aurora/`, files);
    const requestsToBroken = (await origins.log(broken)).filter(({ path }) => path.startsWith(`/${folder}`));
    expect(requestsToBroken, `${kind} was met`).not.toEqual([]);
    for (const [place, file] of files.entries()) {
      await expectCorrectBytes(file, bodies[place] ?? [], `${kind} at ${file}`);
    }
  }
});

test('no file arrives with wrong bytes under any fault of all three origins', async ({ feed, origins }) => {
  await openFeed(feed);
  await feed.configure({ ...settings, intercept: { origins: origins.urls } });
  // Slow bytes do arrive in the end.
  const kinds = faultKinds.filter((kind) => kind !== 'slow');
  await origins.shape({ faults: kinds.map((kind, index) => ({ path: `/copies/${300 + index}/`, kind })) });
  for (const [index, kind] of kinds.entries()) {
    const files = filesFor(kind);
    const folder = `copies/${300 + index}/`;
    const bodies = await fetchAll(feed, `${origins.urls[0]}${folder}aurora/`, files);
    const requestsToBroken = (await origins.log()).filter(({ path }) => path.startsWith(`/${folder}`));
    expect(requestsToBroken, `${kind} was met`).not.toEqual([]);
    for (const [place, file] of files.entries()) {
      const bytes = bodies[place] ?? null;
      if (bytes !== null) await expectCorrectBytes(file, bytes, `${kind} at ${file}`);
    }
  }
});

test('the response of a captive portal is never stored', async ({ feed, origins }) => {
  await openFeed(feed);
  await feed.expectMoving();
  await feed.configure({ intercept: { origins: origins.urls } });
  await breakOrigins(feed, origins, { kind: 'wrong-type', faulty: 3, path: '/copies/300/' });
  const files = filesFor('wrong-type');
  const bodies = await fetchAll(feed, `${origins.urls[0]}copies/300/aurora/`, files);
  expect(bodies).toEqual(files.map(() => null));
  // Bodies are written in order of arrival.
  const isNextFolderStored = async () => {
    await fetchAll(feed, `${origins.urls[0]}copies/301/aurora/`, files);
    return (await feed.storedKeys()).some((key) => key.includes('/copies/301/'));
  };
  await expect.poll(isNextFolderStored).toBe(true);
  expect((await feed.storedKeys()).filter((key) => key.includes('/copies/300/'))).toEqual([]);
});
