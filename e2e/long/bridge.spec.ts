import type { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';

async function openControlled(feed: FeedPage): Promise<void> {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
}

test('the bridge returns the current frame of a reel as a PNG that is not black', async ({ feed }) => {
  await openControlled(feed);
  const id = await feed.currentId();
  const frame = await feed.page.evaluate(async (reelId) => {
    const bridge = await window.nextreel?.getBridge();
    const file = await bridge?.currentFrameFile(reelId);
    if (file === null || file === undefined) return null;
    const picture = await createImageBitmap(file);
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context?.drawImage(picture, 0, 0);
    const pixels = context?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray();
    let brightest = 0;
    for (const [place, value] of pixels.entries()) if (place % 4 !== 3) brightest = Math.max(brightest, value);
    return { type: file.type, width: picture.width, height: picture.height, brightest };
  }, id);
  expect(frame).toMatchObject({ type: 'image/png' });
  expect(frame?.width).toBeGreaterThan(100);
  expect(frame?.height).toBeGreaterThan(frame?.width ?? 0);
  expect(frame?.brightest).toBeGreaterThan(100);
});

test('display statistics count frames while the reel is decoding', async ({ feed }) => {
  await openControlled(feed);
  const id = await feed.currentId();
  const read = () =>
    feed.page.evaluate(async (reelId) => (await window.nextreel?.getBridge())?.displayStatistics(reelId), id);
  await expect.poll(read).toMatchObject({ decodeState: 'decoding' });
  const before = await read();
  await expect.poll(async () => (await read())?.presentedFrames).toBeGreaterThan(before?.presentedFrames ?? 0);
  expect(before?.heightPx).toBeGreaterThan(before?.widthPx ?? 0);
});

test('the bridge prefetches named chunks of a reel into the cache', async ({ feed }) => {
  await openControlled(feed);
  await feed.page.keyboard.press(' ');
  const names = ['540x960/006.m4s', '540x960/007.m4s'];
  const id = (await feed.listedIds()).find((listed) => listed === 'dunes') ?? '';
  const isTold = await feed.page.evaluate(
    async ([reelId, files]) => (await window.nextreel?.getBridge())?.prefetchChunks(reelId, files),
    [id, names] as const,
  );
  expect(isTold).toBe(true);
  for (const name of names) {
    await expect
      .poll(async () => (await feed.storedKeys()).some((key) => key.endsWith(`/${id}/${name}`)), { timeout: 30_000 })
      .toBe(true);
  }
});

test('the bridge prefetches a moment of a reel in the best rendition and from the best origin, and says why', async ({
  feed,
  demo,
}) => {
  await openControlled(feed);
  await feed.page.keyboard.press(' ');
  const id = (await feed.listedIds())[4] ?? '';
  const ask = (reelId: string, timeSeconds: number) =>
    feed.page.evaluate(async ([reel, seconds]) => (await window.nextreel?.getBridge())?.prefetchMoment(reel, seconds), [
      reelId,
      timeSeconds,
    ] as const);
  await expect.poll(() => ask(id, 7)).not.toBeNull();
  const moment = await ask(id, 7);
  expect(moment?.reason).toMatch(/^\d+ lines from \S+: the reel started in it$/);
  expect(moment?.startSeconds).toBeLessThanOrEqual(7);
  expect((moment?.startSeconds ?? 0) + (moment?.durationSeconds ?? 0)).toBeGreaterThan(7);
  const base = demo.originUrls.find((origin) => moment?.url.startsWith(origin)) ?? 'no origin';
  const path = moment?.url.slice(base.length) ?? '';
  const range = moment?.range ?? null;
  const key = range === null ? path : `${path}#bytes=${range.firstByte}-${range.lastByte}`;
  await expect.poll(async () => (await feed.storedKeys()).some((stored) => stored.endsWith(key))).toBe(true);
  expect(await ask('nowhere', 7)).toBeNull();
  expect(await ask(id, 10_000)).toBeNull();
});

test('a removed worker and a dead player both recover automatically', async ({ feed }) => {
  await openControlled(feed);
  await feed.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.unregister();
  });
  // Without its registration the page loses its worker at the next reload.
  await feed.page.reload();
  await feed.expectControlled();
  await feed.expectMoving();
  const health = () => feed.page.evaluate(async () => (await window.nextreel?.getBridge())?.health);
  await expect.poll(health).toEqual({ worker: 'connected', player: 'ok' });

  await feed.page.evaluate(async () => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    (await window.nextreel?.getBridge())?.onHealth(({ player }) => seen.push(player));
  });
  await feed.video.evaluate((video: HTMLVideoElement) => {
    // Simulates a dead decoder: the picture freezes without any error event.
    const frozen = video.currentTime;
    Object.defineProperty(video, 'currentTime', {
      configurable: true,
      get: () => frozen,
      set: () => {},
    });
    video.addEventListener('emptied', () => Reflect.deleteProperty(video, 'currentTime'), { once: true });
  });
  const seen = () => feed.page.evaluate(() => Reflect.get(window, 'seen'));
  await expect.poll(seen, { timeout: 20_000 }).toEqual(['failed', 'ok']);
  await feed.expectMoving();
});
