import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { type Demo, startDemo } from '../demo/demo.ts';
import { weighMedia } from '../bench/weight/weighted-media.ts';
import { FeedPage, often } from './feed-page.ts';
import { expect, test } from './fixtures.ts';
import { withLongSegments } from './long-segments.ts';
import { Origins, type Shape } from './origins.ts';

/** Opens a reel of two-second segments on a link that is shaped only after the worker has taken over. */
async function openOnLink(page: Page, { pageUrl, originUrls }: Demo, shape: Shape) {
  const feed = new FeedPage(page, pageUrl);
  const origins = new Origins(originUrls);
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await origins.shape(shape);
  await feed.open('/?reel=saturn');
  return { feed, origins };
}

test('on a slow link only the lowest rendition of the first reel is downloaded until it plays', async ({
  feed,
  origins,
}) => {
  // The first segment takes longer than the page waits before it reports a slow connection.
  await origins.shape({ bytesPerSecond: 5_000 });
  await feed.open();
  const hasFrame = () => feed.video.evaluate(({ readyState }: HTMLVideoElement) => readyState >= 2);
  await expect.poll(hasFrame, { ...often, timeout: 20_000 }).toBe(true);
  const [first] = await feed.listedIds();
  const paths = (await origins.log()).map(({ path }) => path);
  const files = paths.filter((path) => !path.endsWith('.m3u8'));
  expect(files).toContain(`/${first}/270x480/000.m4s`);
  expect(files.filter((path) => !path.startsWith(`/${first}/270x480/`))).toEqual([]);
});

test('the next segment is requested before the previous one has arrived, and is downloaded once', async ({ page }) => {
  const demo = await startDemo({ port: 0, origins: 1 });
  try {
    // So slow that the buffer does not fill: a full one asks for one segment at a time.
    const { origins } = await openOnLink(page, demo, { rttMs: 200, bytesPerSecond: 30_000 });
    const countRequestsAhead = () =>
      page.evaluate(() => {
        const files = performance
          .getEntriesByType('resource')
          .filter((one) => one instanceof PerformanceResourceTiming);
        const segments = files.filter(({ name }) => /saturn\/.*\.m4s$/.test(name));
        return segments.filter(({ initiatorType }) => initiatorType === 'fetch').length;
      });
    await expect.poll(countRequestsAhead, often).toBeGreaterThan(2);
    const segments = (await origins.log()).map(({ path }) => path).filter((path) => /saturn\/.*\.m4s$/.test(path));
    expect(segments.toSorted()).toEqual([...new Set(segments)].toSorted());
  } finally {
    await demo.close();
  }
});

test('on a link too slow for the reel, playback resumes as soon as the next segment arrives', async ({ page }) => {
  const demo = await startDemo({ port: 0, origins: 1 });
  try {
    const { feed } = await openOnLink(page, demo, { rttMs: 80, bytesPerSecond: 9_000 });
    const stops = await feed.video.evaluateHandle((video: HTMLVideoElement) => {
      const seen = { times: 0, mostBufferSeconds: 0 };
      let position = -1;
      let framesStalled = 0;
      const check = () => {
        const { buffered, currentTime } = video;
        const isStalled = currentTime === position;
        if (!isStalled && position > 0 && framesStalled > 10) {
          seen.times += 1;
          const bufferSeconds = buffered.end(buffered.length - 1) - position;
          seen.mostBufferSeconds = Math.max(seen.mostBufferSeconds, bufferSeconds);
        }
        framesStalled = isStalled ? framesStalled + 1 : 0;
        position = currentTime;
        requestAnimationFrame(check);
      };
      check();
      return seen;
    });
    await expect.poll(() => feed.playedSeconds(), { ...often, timeout: 40_000 }).toBeGreaterThan(4);
    const { times, mostBufferSeconds } = await stops.jsonValue();
    expect(times).toBeGreaterThan(1);
    // A segment lasts two seconds. Left alone, Chromium waits for up to three seconds of buffer after a few stalls.
    expect(mostBufferSeconds).toBeLessThan(2.5);
  } finally {
    await demo.close();
  }
});

test('a reel that the browser stalled plays on as soon as the link recovers', async ({ page }) => {
  await page.addInitScript(() => {
    const native = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'playbackRate');
    // Ignores a rate of 0, as if the machine were so busy that the page holds the reel too late.
    Object.defineProperty(HTMLMediaElement.prototype, 'playbackRate', {
      ...native,
      set(rate: number) {
        if (rate > 0) native?.set?.call(this, rate);
      },
    });
    const count = { waits: 0 };
    document.addEventListener('waiting', () => (count.waits += 1), { capture: true });
    Object.assign(window, { count });
  });
  const demo = await startDemo({ port: 0, origins: 1 });
  try {
    const { feed, origins } = await openOnLink(page, demo, { rttMs: 80, bytesPerSecond: 14_000 });
    const waits = () => page.evaluate(() => Reflect.get(Reflect.get(window, 'count'), 'waits'));
    await expect.poll(waits, { ...often, timeout: 20_000 }).toBeGreaterThan(3);
    await origins.restore();
    const before = await feed.playedSeconds();
    await expect.poll(() => feed.playedSeconds(), { ...often, timeout: 3_000 }).toBeGreaterThan(before + 1);
  } finally {
    await demo.close();
  }
});

test('a reel waiting for the network can be paused and resumed, and then waits again', async ({ page }) => {
  const demo = await startDemo({ port: 0, origins: 1 });
  try {
    const { feed, origins } = await openOnLink(page, demo, { rttMs: 80, bytesPerSecond: 9_000 });
    const isHeld = () => feed.video.evaluate((video: HTMLVideoElement) => video.playbackRate === 0);
    await expect.poll(isHeld, { ...often, timeout: 20_000 }).toBe(true);
    await origins.shape({ bytesPerSecond: 1 });
    await expect(feed.current).toHaveAttribute('data-state', 'waiting');
    await page.keyboard.press('Space');
    await expect(feed.current).toHaveAttribute('data-state', 'paused');
    await page.keyboard.press('Space');
    await expect.poll(() => feed.video.evaluate((video: HTMLVideoElement) => video.paused), often).toBe(false);
    await expect(feed.current).toHaveAttribute('data-state', 'waiting');
    await origins.restore();
    await expect(feed.current).toHaveAttribute('data-state', 'playing');
    await feed.expectMoving();
  } finally {
    await demo.close();
  }
});

const mediaRoot = fileURLToPath(new URL('../demo/media', import.meta.url));

test('a reel continues in a lower rendition when the link breaks down during a long segment', async ({ page }) => {
  const demo = await startDemo({
    port: 0,
    origins: 1,
    media: withLongSegments(weighMedia(mediaRoot, [150_000, 300_000, 2_000_000])),
  });
  try {
    const { feed, origins } = await openOnLink(page, demo, {
      faults: [{ path: '/saturn/540x960/long-1', kind: 'slow' }],
    });
    await expect.poll(() => feed.playedSeconds(), { ...often, timeout: 20_000 }).toBeGreaterThan(7);
    const requestedPaths = (await origins.log()).map(({ path }) => path);
    expect(requestedPaths).toContain('/saturn/540x960/long-1.m4s');
    expect(requestedPaths).toContain('/saturn/270x480/long-1.m4s');
  } finally {
    await demo.close();
  }
});
