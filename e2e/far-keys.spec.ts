import { fileURLToPath } from 'node:url';
import type { CatalogueReel } from '../demo/catalogue.ts';
import { startDemo } from '../demo/demo.ts';
import { type ReadMedia, readStaticFile } from '../demo/static-files.ts';
import { FeedPage, often } from './feed-page.ts';
import { test as base, expect } from './fixtures.ts';
import { Origins } from './origins.ts';

const folderOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readMedia: ReadMedia = (path) =>
  readStaticFile(folderOf(path.endsWith('.webp') ? '../demo/media/aurora' : '../sw/mp4/fixtures'), path);
/** The first keyframe covers ten seconds, as encoders do by default. This is the position of the second one. */
const secondKey = { seconds: 10.4, byte: 242_341 };

function reelOf(id: string, durationSeconds: number): CatalogueReel {
  return { id, title: id, author: 'Anna', src: `${id}.mp4`, poster: 'poster.webp', durationSeconds, tags: [] };
}

type Site = { readonly feed: FeedPage; readonly origins: Origins };

/** A feed whose first reel is an MP4 file with keyframes ten seconds apart. */
const test = base.extend<{ readonly site: Site }>({
  site: async ({ page }, use) => {
    const reels = [reelOf('far-keys', 13), reelOf('silent', 4)];
    const demo = await startDemo({ port: 0, origins: 1, media: readMedia, reels });
    await use({ feed: new FeedPage(page, demo.pageUrl), origins: new Origins(demo.originUrls) });
    await demo.close();
  },
});

/** Opens the reel at this bandwidth, with a worker that has not seen it yet. */
async function openUncached({ feed, origins }: Site, bytesPerSecond: number | null): Promise<void> {
  await feed.page.goto(new URL('/saved', feed.url).href);
  await feed.expectControlled();
  await origins.shape({ bytesPerSecond });
  await feed.open();
}

const isPlayedAsHls = ({ video }: FeedPage) =>
  video.evaluate((element: HTMLVideoElement) => element.currentSrc.startsWith('blob:'));

/** Waits until playback has passed the second keyframe. */
const expectPastSecondKey = (feed: FeedPage) =>
  expect.poll(() => feed.playedSeconds(), { ...often, timeout: 30_000 }).toBeGreaterThan(secondKey.seconds);

test('playback starts before all frames up to the second keyframe have been downloaded', async ({ site }) => {
  const { feed, origins } = site;
  await openUncached(site, 30_000);
  await feed.expectMoving();
  const sentBytes = (await origins.log()).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(sentBytes).toBeGreaterThan(0);
  expect(sentBytes).toBeLessThan(secondKey.byte);
  expect(await isPlayedAsHls(feed)).toBe(true);
});

/** Returns how far the video's frame at this time is from the browser's own playback of the file, from 0 to 255. */
async function differenceAt(
  video: HTMLVideoElement,
  { url, seconds }: { readonly url: string; readonly seconds: number },
) {
  const pixelsOf = (shown: HTMLVideoElement) => {
    const context = Object.assign(document.createElement('canvas'), { width: 18, height: 32 }).getContext('2d');
    context?.drawImage(shown, 0, 0, 18, 32);
    return [...(context?.getImageData(0, 0, 18, 32).data ?? [])];
  };
  const seek = (shown: HTMLVideoElement) =>
    new Promise<void>((resolve) => {
      const paint = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      shown.addEventListener('seeked', paint, { once: true });
      shown.currentTime = seconds;
    });
  const original = Object.assign(document.createElement('video'), { crossOrigin: 'anonymous', muted: true, src: url });
  await Promise.all([seek(video), seek(original)]);
  const [actualPixels, expectedPixels] = [pixelsOf(video), pixelsOf(original)];
  return (
    actualPixels.reduce((sum, value, place) => sum + Math.abs(value - (expectedPixels[place] ?? 0)), 0) /
    actualPixels.length
  );
}

for (const [where, bytesPerSecond] of [
  ['downloaded', null],
  ['still arriving', 60_000],
] as const) {
  test(`a seek shows the right frame when its data is ${where}`, async ({ site }) => {
    const { feed, origins } = site;
    await openUncached(site, bytesPerSecond);
    await feed.expectMoving();
    await feed.page.keyboard.press('Space');
    // With another URL the browser plays the original file: the worker handles only URLs in the feed.
    const url = new URL('far-keys.mp4?original', origins.urls[0]).href;
    for (const seconds of [7.52, secondKey.seconds + 1.5, 3.27, 12.52]) {
      const difference = await feed.video.evaluate(differenceAt, { url, seconds });
      expect(difference, `at ${seconds} s`).toBeLessThan(3);
    }
  });
}

test('a reel left before it is fully downloaded resumes at its position and later replays without a request', async ({
  site,
}) => {
  const { feed, origins } = site;
  await openUncached(site, 40_000);
  await expect.poll(() => feed.playedSeconds(), often).toBeGreaterThan(1);
  await feed.swipe();
  await feed.expectMoving();
  await feed.swipe('ArrowUp');
  await feed.expectMoving();
  expect(await feed.playedSeconds()).toBeGreaterThan(1);
  await expectPastSecondKey(feed);
  await feed.swipe();
  await feed.expectMoving();
  await origins.forgetLog();
  await feed.swipe('ArrowUp');
  await feed.expectMoving();
  // The next reel may be prepared meanwhile, so only this reel's requests count.
  expect((await origins.log()).filter(({ path }) => path.includes('far-keys'))).toEqual([]);
});

test('after one visit the reel plays while its origin is down, and so does its saved copy', async ({ site }) => {
  const { feed, origins } = site;
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  const isSegmentStored = async () =>
    (await feed.storedKeys()).some((key) => /far-keys\.mp4\/nextreel\/.*\/1\.m4s$/.test(key));
  await expect.poll(isSegmentStored, often).toBe(true);
  await origins.shape({ faults: [{ path: '*', kind: 'refuse' }] });
  await feed.open();
  await expectPastSecondKey(feed);
  expect(await isPlayedAsHls(feed)).toBe(true);
  await origins.restore();
  await feed.click(feed.button('save'));
  await expect(feed.button('save')).toHaveAttribute('data-state', 'saved', { timeout: 30_000 });
  await origins.shape({ faults: [{ path: '*', kind: 'refuse' }] });
  await feed.open();
  await expectPastSecondKey(feed);
  expect(await isPlayedAsHls(feed)).toBe(true);
});
