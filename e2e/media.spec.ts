import type { Page } from '@playwright/test';
import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';
import type { Origins } from './origins.ts';

type MediaResponse = {
  readonly status: number;
  readonly source: string | null;
  readonly origin: string | null;
  readonly contentRange: string | null;
  /** The Content-Length header. */
  readonly length: string | null;
  readonly bytes: number[];
};

/** Requests a URL as a player would: from the page, through the worker if there is one. */
function fetchMedia(page: Page, url: string, headers: Record<string, string> = {}): Promise<MediaResponse> {
  return page.evaluate(
    async ([address, sent]) => {
      const response = await fetch(address, { headers: sent });
      return {
        status: response.status,
        source: response.headers.get('x-nextreel-source'),
        origin: response.headers.get('x-nextreel-origin'),
        contentRange: response.headers.get('content-range'),
        length: response.headers.get('content-length'),
        bytes: [...new Uint8Array(await response.arrayBuffer())],
      };
    },
    [url, headers] as const,
  );
}

const segment = 'copies/77/aurora/540x960/001.m4s';

/** Leaves the segment on one origin at this bandwidth. With more origins the worker might hedge a slow response. */
async function serveFromOneOrigin(origins: Origins, bytesPerSecond: number | null = null): Promise<void> {
  const [one = '', ...others] = origins.urls;
  await origins.shape({ bytesPerSecond }, [one]);
  await origins.shape({ faults: [{ path: segment, kind: 'refuse' }] }, others);
}

/** Returns how often the origins served the whole segment. */
async function downloadCount(origins: Origins): Promise<number> {
  return (await origins.log()).filter(({ path, status }) => path.endsWith(segment) && status === 200).length;
}

const isStored = async (feed: FeedPage, path: string) => (await feed.storedKeys()).some((key) => key.endsWith(path));

/** Returns the store keys that contain these words, once everything received so far has been written. */
async function storedKeysAfterWrites(feed: FeedPage, origins: Origins, part: string): Promise<string[]> {
  // Bodies are written in order of arrival, so the earlier ones are written once this one is.
  await fetchMedia(feed.page, `${origins.urls[0]}${segment}`);
  await expect.poll(() => isStored(feed, segment)).toBe(true);
  return (await feed.storedKeys()).filter((key) => key.includes(part));
}

test.beforeEach(async ({ feed, origins }) => {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  // The worker leaves URLs that no feed lists to the browser, unless the site configures their origins.
  await feed.configure({ intercept: { origins: origins.urls } });
});

test('a segment is downloaded once, then served from memory, and from the store after the worker stops', async ({
  feed,
  origins,
}) => {
  await serveFromOneOrigin(origins);
  const url = `${origins.urls[0]}${segment}`;
  const first = await fetchMedia(feed.page, url);
  expect(first).toMatchObject({ status: 200, source: 'network', origin: 'origin-1' });
  await expect.poll(async () => (await fetchMedia(feed.page, url)).source).toBe('memory');
  await expect.poll(() => isStored(feed, segment)).toBe(true);
  await feed.stopWorker();
  const third = await fetchMedia(feed.page, url);
  expect(third.source).toBe('store');
  expect(third.bytes).toEqual(first.bytes);
  expect(await downloadCount(origins)).toBe(1);
});

test('a segment cached from one origin is not downloaded again from its replica', async ({ feed, origins }) => {
  await serveFromOneOrigin(origins);
  const first = await fetchMedia(feed.page, `${origins.urls[0]}${segment}`);
  const second = await fetchMedia(feed.page, `${origins.urls[1]}${segment}?token=other&expires=1`);
  expect(second.source).toMatch(/^(memory|store|joined)$/);
  expect(second.bytes).toEqual(first.bytes);
  expect(await downloadCount(origins)).toBe(1);
});

test('requests made while a segment is downloading join its transfer', async ({ feed, origins }) => {
  await serveFromOneOrigin(origins, 20_000);
  const url = `${origins.urls[0]}${segment}`;
  const answers = await Promise.all([
    fetchMedia(feed.page, url),
    fetchMedia(feed.page, url),
    fetchMedia(feed.page, url),
  ]);
  expect(answers.filter(({ source }) => source === 'network')).toHaveLength(1);
  expect(answers.filter(({ source }) => source === 'joined')).toHaveLength(2);
  expect(answers[1]?.bytes).toEqual(answers[0]?.bytes);
  expect(await downloadCount(origins)).toBe(1);
});

test('a byte range gets exactly its bytes, from the network and from the cached whole file', async ({
  feed,
  origins,
}) => {
  const url = `${origins.urls[0]}${segment}`;
  const part = await fetchMedia(feed.page, url, { range: 'bytes=10-19' });
  expect(part).toMatchObject({ status: 206, source: 'network' });
  expect(part.contentRange).toMatch(/^bytes 10-19\/\d+$/);
  const whole = await fetchMedia(feed.page, url);
  expect(part.bytes).toEqual(whole.bytes.slice(10, 20));
  await expect.poll(async () => (await fetchMedia(feed.page, url)).source).toBe('memory');
  const tail = await fetchMedia(feed.page, url, { range: `bytes=${whole.bytes.length - 5}-` });
  expect(tail).toMatchObject({ status: 206, source: 'memory' });
  expect(tail.bytes).toEqual(whole.bytes.slice(-5));
  const outside = await fetchMedia(feed.page, url, { range: `bytes=${whole.bytes.length}-` });
  expect(outside).toMatchObject({ status: 416, contentRange: `bytes */${whole.bytes.length}` });
});

test('a segment that its origin compresses is delivered whole and cached uncompressed', async ({ feed, origins }) => {
  const url = `${origins.urls[0]}${segment}`;
  const last = { range: 'bytes=-5' };
  await feed.configure({ origins: { base_urls: origins.urls.slice(0, 1) } });
  const fileBytes = (await fetchMedia(feed.page, url, { range: 'bytes=0-0' })).contentRange?.split('/')[1];
  await origins.shape({ compresses: true });
  const first = await fetchMedia(feed.page, url);
  expect(first).toMatchObject({ status: 200, source: 'network' });
  expect(String(first.bytes.length)).toBe(fileBytes);
  await expect.poll(async () => (await fetchMedia(feed.page, url)).source).toBe('memory');
  const end = await fetchMedia(feed.page, url, last);
  expect(end).toMatchObject({ status: 206, source: 'memory', bytes: first.bytes.slice(-5) });
  await expect.poll(() => isStored(feed, segment)).toBe(true);
  await feed.stopWorker();
  const kept = await fetchMedia(feed.page, url);
  expect(kept).toMatchObject({ source: 'store', length: String(first.bytes.length), bytes: first.bytes });
});

const live = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n001.m4s\n';

const uncacheableFiles = [
  { what: 'a live playlist', path: 'kept/live.m3u8', headers: {}, body: live },
  {
    what: 'what the origin calls private',
    path: 'kept/private.m4s',
    headers: { 'cache-control': 'private' },
    body: 'x',
  },
  {
    what: 'what the origin forbids to store',
    path: 'kept/secret.m4s',
    headers: { 'cache-control': 'no-store' },
    body: 'x',
  },
  { what: 'a key', path: 'kept/reel.key', headers: {}, body: '0123456789abcdef' },
];

test('live playlists, private and no-store responses and keys are passed on and never stored', async ({
  feed,
  origins,
}) => {
  // On a busy machine the worker would ask a second origin too.
  await feed.configure({ origins: { base_urls: origins.urls.slice(0, 1) } });
  for (const { what, path, headers, body } of uncacheableFiles) {
    await test.step(what, async () => {
      let requestCount = 0;
      await feed.page.context().route(`**/${path}`, (route) => {
        requestCount += 1;
        return route.fulfill({ body, headers: { 'access-control-allow-origin': '*', ...headers } });
      });
      for (let visit = 0; visit < 2; visit += 1) {
        expect((await fetchMedia(feed.page, `${origins.urls[0]}${path}`)).status).toBe(200);
      }
      expect(requestCount).toBe(2);
    });
  }
  expect(await storedKeysAfterWrites(feed, origins, '/kept/')).toEqual([]);
});

test('a response to a request with credentials is not stored', async ({ feed, origins }) => {
  const url = `${origins.urls[0]}copies/78/aurora/540x960/002.m4s`;
  await feed.page.context().route(url, (route) =>
    route.fulfill({
      body: 'mine',
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' },
    }),
  );
  expect((await fetchMedia(feed.page, url, { authorization: 'Bearer me' })).source).toBeNull();
  expect(await storedKeysAfterWrites(feed, origins, '/copies/78/')).toEqual([]);
});
