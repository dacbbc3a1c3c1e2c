import { type FeedPage, often } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';

/** One captured frame: its brightness and its difference from the frame before, both 0–255. */
type CapturedFrame = { readonly atMs: number; readonly brightness: number; readonly change: number };

/** How long frames are kept: longer than any test looks back. */
const keptMs = 5000;

/** The darkest demo reel is brighter than this; a black picture is not. */
const minBrightness = 4;
/** A stall freezes the picture for longer than this; slow drawing on a busy machine does not. */
const maxFreezeMs = 700;

/** Films the page during `act` and for `settleMs` after it, and measures each frame. */
async function film(feed: FeedPage, act: () => Promise<void>, settleMs: number): Promise<CapturedFrame[]> {
  const session = await feed.page.context().newCDPSession(feed.page);
  const pictures: { atMs: number; data: string }[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId, metadata }) => {
    pictures.push({ atMs: (metadata.timestamp ?? 0) * 1000, data });
    while ((pictures[0]?.atMs ?? Number.POSITIVE_INFINITY) < Date.now() - keptMs) pictures.shift();
    // The last frame may arrive after the session is detached.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'jpeg', quality: 70, maxWidth: 195, maxHeight: 422 });
  await expect.poll(() => pictures.length, often).toBeGreaterThan(3);
  await act();
  const endMs = Date.now() + settleMs;
  await expect.poll(() => Date.now() > endMs, { timeout: settleMs + 5000, ...often }).toBe(true);
  await session.send('Page.stopScreencast');
  await session.detach();
  const measured = await feed.page.evaluate(async (frames) => {
    const seen: CapturedFrame[] = [];
    let before: Uint8ClampedArray | null = null;
    for (const { atMs, data } of frames) {
      const picture = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${data}`)).blob());
      // Measure only the middle of the screen, which has no text, buttons or bars.
      const [width, height] = [picture.width, Math.floor(picture.height * 0.5)];
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(picture, 0, -Math.floor(picture.height * 0.14));
      const pixels = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      let sum = 0;
      let change = 0;
      for (let place = 0; place < pixels.length; place += 4) {
        for (let channel = place; channel < place + 3; channel += 1) {
          sum += pixels[channel] ?? 0;
          change += Math.abs((pixels[channel] ?? 0) - (before?.[channel] ?? 0));
        }
      }
      const samples = (pixels.length / 4) * 3;
      seen.push({ atMs, brightness: sum / samples, change: before === null ? 255 : change / samples });
      before = pixels;
    }
    return seen;
  }, pictures);
  // A static screen sends no frames, so the last frame was shown until the end.
  return [...measured, { atMs: endMs, brightness: measured.at(-1)?.brightness ?? 0, change: 0 }];
}

/** Returns the longest time during which the picture did not change. */
function longestFreezeMs(frames: readonly CapturedFrame[]): number {
  let sinceMs = frames[0]?.atMs ?? 0;
  let longestMs = 0;
  for (const { atMs, change } of frames) {
    if (change > 0.02) {
      longestMs = Math.max(longestMs, atMs - sinceMs);
      sinceMs = atMs;
    }
  }
  return Math.max(longestMs, (frames.at(-1)?.atMs ?? 0) - sinceMs);
}

const darkest = (frames: readonly CapturedFrame[]) => Math.min(...frames.map(({ brightness }) => brightness));

async function open(feed: FeedPage, path = '/'): Promise<void> {
  await feed.open(path);
  await feed.expectControlled();
  await feed.expectMoving();
}

test('a swipe shows no black and no frozen picture', async ({ feed }) => {
  await open(feed);
  for (let swipe = 1; swipe <= 3; swipe += 1) {
    const frames = await film(feed, () => feed.swipe(), 1500);
    expect(frames.length).toBeGreaterThan(10);
    expect(darkest(frames), `swipe ${swipe}`).toBeGreaterThan(minBrightness);
    expect(longestFreezeMs(frames), `swipe ${swipe}`).toBeLessThan(maxFreezeMs);
  }
});

test('a rendition switch within a reel shows no black and no frozen picture', async ({ feed, origins }) => {
  test.setTimeout(120_000);
  await origins.shape({ bytesPerSecond: 45_000 });
  await open(feed, '/?reel=saturn');
  const height = () => feed.video.evaluate((video: HTMLVideoElement) => video.videoHeight);
  const before = await height();
  const frames = await film(
    feed,
    async () => {
      await origins.shape({ bytesPerSecond: null });
      await expect.poll(height, { timeout: 60_000, intervals: [100] }).not.toBe(before);
    },
    1500,
  );
  expect(darkest(frames)).toBeGreaterThan(minBrightness);
  expect(longestFreezeMs(frames)).toBeLessThan(maxFreezeMs);
});

test('a reel loops without a black or frozen picture', async ({ feed }) => {
  await open(feed);
  const frames = await film(
    feed,
    async () => {
      await feed.video.evaluate((video: HTMLVideoElement) =>
        Object.assign(video, { currentTime: video.duration - 0.8 }),
      );
      await expect.poll(() => feed.playedSeconds(), often).toBeLessThan(2);
    },
    1000,
  );
  expect(darkest(frames)).toBeGreaterThan(minBrightness);
  expect(longestFreezeMs(frames)).toBeLessThan(maxFreezeMs);
});

test('the test film detects a black picture and a frozen one', async ({ feed }) => {
  await open(feed);
  const black = await film(
    feed,
    () =>
      feed.current.locator('.reel-media').evaluate(
        (media: HTMLElement) =>
          new Promise<void>((resolve) => {
            media.style.filter = 'brightness(0)';
            setTimeout(() => {
              media.style.filter = '';
              resolve();
            }, 150);
          }),
      ),
    500,
  );
  expect(darkest(black)).toBeLessThan(minBrightness);
  const still = await film(
    feed,
    () => feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { playbackRate: 0 })).then(() => {}),
    1500,
  );
  expect(longestFreezeMs(still)).toBeGreaterThan(maxFreezeMs);
});
