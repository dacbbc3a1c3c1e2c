import { often } from '../feed-page.ts';
import { expect } from '../fixtures.ts';
import { expectMoving, idAt, isSegmentStored, positionIn, test } from '../host-page.ts';

test.beforeEach(({ site }) => site.putWorker());

test('playback in a hidden page and seeking do not count as watch time', async ({ page, host }) => {
  await host.openServed();
  await expect.poll(() => positionIn(page), often).toBeGreaterThan(1);
  /** Swipes on and returns the watch time of the previous reel, as reported to the worker. */
  const watchTimeAfterSwipeTo = (index: number) =>
    page.evaluate((to) => {
      const post = Object.getOwnPropertyDescriptor(ServiceWorker.prototype, 'postMessage');
      return new Promise<number>((resolve) => {
        ServiceWorker.prototype.postMessage = ({ signal }: { signal?: { kind: string; watchedSeconds: number } }) => {
          if (signal?.kind === 'swipe') resolve(signal.watchedSeconds);
        };
        Object.defineProperty(document, 'hidden', { value: false, configurable: true });
        Reflect.get(window, 'play')(to);
      }).finally(() => Object.defineProperty(ServiceWorker.prototype, 'postMessage', post ?? {}));
    }, index);
  const hiddenAtSeconds = await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    return window.video.currentTime;
  });
  await expect.poll(() => positionIn(page), often).toBeGreaterThan(hiddenAtSeconds + 1.5);
  const watchedSeconds = await watchTimeAfterSwipeTo(1);
  expect(watchedSeconds).toBeGreaterThan(0);
  expect(watchedSeconds).toBeLessThan(hiddenAtSeconds + 0.5);

  await expectMoving(page);
  const playedSeconds = await page.evaluate(async () => {
    const { video } = window;
    video.pause();
    const pausedAtSeconds = video.currentTime;
    for (let seeks = 0; seeks < 4; seeks += 1) {
      video.currentTime += 1;
      await new Promise((resolve) => video.addEventListener('timeupdate', resolve, { once: true }));
    }
    return pausedAtSeconds;
  });
  expect(await watchTimeAfterSwipeTo(2)).toBeLessThan(playedSeconds + 0.5);
});

test('a reel shown before the feed is set counts once the feed is set', async ({ page, host }) => {
  // After the feed is set, show() is not called again: only the earlier call tells the worker where the viewer is.
  await host.openServed({ connect: `connect(); nextreel.show('${idAt(0)}', video)`, begin: 'load(0)' });
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  expect(host.warnings).toEqual([expect.stringContaining('came before the feed')]);
});
