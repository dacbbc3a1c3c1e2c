import { fileURLToPath } from 'node:url';
import { startOrigin } from '../demo/origin-server.ts';
import { test as base, expect } from './fixtures.ts';
import { Origins } from './origins.ts';

const fixtures = fileURLToPath(new URL('../sw/mp4/fixtures', import.meta.url));
const frameSeconds = 1 / 24;

/** Two origins with the same small MP4 files, and a feed that lists the named ones. */
const test = base.extend<{
  readonly clips: { readonly list: (...names: string[]) => Promise<void>; origins: Origins };
}>({
  clips: async ({ context }, use) => {
    const servers = [await startOrigin(fixtures, 0), await startOrigin(fixtures, 0)];
    const list = async (...names: string[]) => {
      await context.route('**/feed.json*', (route) =>
        route.fulfill({
          json: {
            origins: servers.map(({ url }, index) => ({ id: `clips-${index}`, url })),
            reels: names.map((name) => ({ id: name, src: `${name}.mp4?sig=abc`, durationSeconds: 4 })),
            next: null,
            total: names.length,
          },
        }),
      );
    };
    await use({ list, origins: new Origins(servers.map(({ url }) => url)) });
    await Promise.all(servers.map((server) => server.close()));
  },
});

const sourceOf = (video: HTMLVideoElement) => (video.currentSrc.startsWith('blob:') ? 'hls.js' : 'the browser');

for (const name of ['front-index', 'end-index', 'large-offsets', 'vp9-opus', 'silent', 'far-keys']) {
  test(`the MP4 file ${name} is played as HLS, fetched in byte ranges`, async ({ feed, clips }) => {
    await clips.list(name);
    await feed.open();
    await feed.expectControlled();
    await clips.origins.restore();
    await feed.open();
    await feed.expectMoving();
    expect(await feed.video.evaluate(sourceOf)).toBe('hls.js');
    await expect.poll(() => feed.storedKeys()).toContainEqual(expect.stringMatching(/nextreel\/[^/]+\/0\.m4s$/));
    const log = await clips.origins.log();
    const statuses = log.map(({ status }) => status);
    expect(statuses).toContain(206);
    expect(statuses).not.toContain(200);
    expect(new Set(log.map(({ path }) => path))).toEqual(new Set([`/${name}.mp4`]));
  });
}

test('a seek in an MP4 reel shows the frame of that time, and the reel is buffered without gaps', async ({
  feed,
  clips,
}) => {
  await clips.list('end-index');
  await feed.open();
  await feed.expectControlled();
  await feed.open();
  await feed.expectMoving();
  await feed.page.keyboard.press('Space');
  for (const seconds of [2.5, 0.26, 3.9, 1.1]) {
    const shown = await feed.video.evaluate(
      (video: HTMLVideoElement, to) =>
        new Promise<number>((resolve) => {
          video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime));
          video.currentTime = to;
        }),
      seconds,
    );
    expect(seconds - shown).toBeLessThan(frameSeconds + 0.001);
    expect(shown).toBeLessThanOrEqual(seconds + 0.001);
  }
  const ends = await feed.video.evaluate(({ buffered, duration }: HTMLVideoElement) => ({
    ranges: buffered.length,
    start: buffered.start(0),
    missing: duration - buffered.end(0),
  }));
  expect(ends).toEqual({ ranges: 1, start: 0, missing: expect.closeTo(0, 1) });
});

test('the next MP4 reel is prefetched before the swipe and plays while its origins are down', async ({
  feed,
  clips,
}) => {
  await clips.list('silent', 'end-index');
  await feed.open();
  await feed.expectControlled();
  await feed.open();
  await feed.expectMoving();
  await expect
    .poll(async () => (await feed.storedKeys()).filter((key) => /end-index\.mp4\/nextreel\/.*m4s$/.test(key)).length)
    .toBeGreaterThan(1);
  await clips.origins.shape({ faults: [{ path: '*', kind: 'refuse' }] });
  await feed.swipe();
  await feed.expectMoving();
  expect(await feed.video.evaluate(sourceOf)).toBe('hls.js');
});

test('the viewer can swipe to an MP4 reel after the worker is stopped and one origin is lost', async ({
  feed,
  clips,
}) => {
  await clips.list('front-index', 'end-index');
  await feed.open();
  await feed.expectControlled();
  await feed.open();
  await feed.expectMoving();
  await feed.stopWorker();
  await clips.origins.shape({ faults: [{ path: '*', kind: 'refuse' }] }, clips.origins.urls.slice(0, 1));
  await feed.swipe();
  await feed.expectMoving();
  expect(await feed.video.evaluate(sourceOf)).toBe('hls.js');
});

for (const name of ['fragmented', 'trimmed']) {
  test(`the ${name} MP4 file, which cannot be converted, is played by the browser itself`, async ({ feed, clips }) => {
    await clips.list(name);
    await feed.open();
    await feed.expectControlled();
    await feed.open();
    await feed.expectMoving();
    expect(await feed.video.evaluate(sourceOf)).toBe('the browser');
  });
}

test.describe('without a worker', () => {
  test.use({ serviceWorkers: 'block' });
  test('an MP4 reel is played by the browser itself', async ({ feed, clips }) => {
    await clips.list('front-index');
    await feed.open();
    await feed.expectMoving();
    expect(await feed.video.evaluate(sourceOf)).toBe('the browser');
  });

  test('an MP4 reel that the browser gave up on continues from another origin, even if partly buffered', async ({
    feed,
    origins,
  }) => {
    await feed.open('/?reel=jellyfish');
    await feed.expectMoving();
    const isFrom = (url = '') =>
      feed.video.evaluate((video: HTMLVideoElement, at) => video.currentSrc.startsWith(at), url);
    const [first] = origins.urls;
    expect(await isFrom(first)).toBe(true);
    await origins.shape({ faults: [{ path: 'jellyfish', kind: 'refuse' }] }, origins.urls.slice(0, 1));
    // The error that the browser reports after minutes without a connection.
    await feed.video.evaluate((video: HTMLVideoElement) => {
      Object.defineProperty(video, 'error', {
        configurable: true,
        value: { code: MediaError.MEDIA_ERR_NETWORK, message: '' },
      });
      video.dispatchEvent(new Event('error'));
      Reflect.deleteProperty(video, 'error');
    });
    await expect.poll(() => isFrom(first)).toBe(false);
    await feed.expectMoving();
  });
});
