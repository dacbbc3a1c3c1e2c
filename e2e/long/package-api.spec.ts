import type { Config, SavedReel, Status } from '../../src/package/index.ts';
import { expect } from '../fixtures.ts';
import { expectMoving, idAt, isSegmentStored, play, test } from '../host-page.ts';

declare global {
  interface Window {
    savedUpdates: SavedReel[];
    exported: File;
  }
}

const last = idAt(5);

test.beforeEach(({ site }) => site.putWorker());

test('a page can prefetch any reel of the feed for a number of seconds, and abort it', async ({ page, host }) => {
  await host.openServed();
  expect(await isSegmentStored(page, last)).toBe(false);
  const seconds = await page.evaluate((id: string) => window.connection.prefetch(id, { seconds: 3 }), last);
  expect(seconds).toBeGreaterThanOrEqual(3);
  await expect.poll(() => isSegmentStored(page, last)).toBe(true);
  const stopped = await page.evaluate(
    (id: string) => window.connection.prefetch(id, { seconds: 8, signal: AbortSignal.abort() }),
    idAt(4),
  );
  expect(stopped).toBe(0);
  expect(await page.evaluate(() => window.connection.prefetch('nobody'))).toBe(0);
  expect(host.warnings).toEqual([expect.stringContaining('prefetch("nobody"): the feed has no such reel')]);
});

test('a page can save reels, follow the progress, play them offline and remove them', async ({
  page,
  host,
  context,
}) => {
  await host.openServed();
  await page.evaluate(() => {
    window.savedUpdates = [];
    window.connection.on('saved', (reels) => window.savedUpdates.push(...reels));
  });
  expect(await page.evaluate((id: string) => window.connection.save(id), last)).toBe(true);
  const saved = () => page.evaluate(() => window.connection.saved());
  await expect
    .poll(saved, { timeout: 30_000 })
    .toMatchObject([{ id: last, state: 'saved', progress: 1, problem: null }]);
  expect(
    await page.evaluate(() =>
      Reflect.get(window, 'savedUpdates')
        .flat()
        .map(({ state }) => state),
    ),
  ).toContain('saved');
  await context.setOffline(true);
  await play(page, 5);
  await expectMoving(page);
  await context.setOffline(false);
  expect(await page.evaluate((id: string) => window.connection.unsave([id]), last)).toBe(true);
  await expect.poll(saved).toEqual([]);
  expect(await page.evaluate(() => window.connection.save(['nobody']))).toBe(false);
});

test('a reopened page is told which reels are saved as soon as it listens', async ({ page, host }) => {
  await host.openServed();
  expect(await page.evaluate((id: string) => window.connection.save(id), last)).toBe(true);
  await expect
    .poll(() => page.evaluate(() => window.connection.saved()), { timeout: 30_000 })
    .toMatchObject([{ state: 'saved' }]);
  await host.open({
    begin: "window.savedUpdates = []; nextreel.on('saved', (saved) => window.savedUpdates.push(...saved))",
  });
  await expect.poll(() => page.evaluate(() => window.savedUpdates)).toMatchObject([{ id: last, state: 'saved' }]);
});

test('an encrypted reel is saved only if the feed allows its keys to be stored', async ({ page, host, context }) => {
  await host.openServed();
  await page.evaluate(() => {
    const src = new URL('../train/main.m3u8', window.reels[0]?.src).href;
    const encrypted = [
      { id: 'allowed', src, offline: { keys: true } },
      { id: 'not allowed', src },
    ];
    window.connection.add(encrypted);
    window.reels.push(...encrypted);
    return window.connection.save(['allowed', 'not allowed']);
  });
  const saved = () => page.evaluate(() => window.connection.saved());
  await expect
    .poll(saved, { timeout: 30_000 })
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'allowed', state: 'saved' }),
        expect.objectContaining({ id: 'not allowed', problem: 'refused' }),
      ]),
    );
  await context.setOffline(true);
  await play(page, 6);
  await expectMoving(page);
});

test('saved reels can be exported to one file and imported offline, and a foreign file is refused', async ({
  page,
  host,
  context,
}) => {
  await host.openServed();
  expect(await page.evaluate((id: string) => window.connection.save(id), last)).toBe(true);
  const saved = () => page.evaluate(() => window.connection.saved());
  await expect.poll(saved, { timeout: 30_000 }).toMatchObject([{ id: last, state: 'saved' }]);
  const exported = await page.evaluate(async (id: string) => {
    const { file, reels, left } = await window.connection.exportSaved();
    window.exported = file;
    await window.connection.unsave(id);
    return { ids: reels.map((one) => one.id), left };
  }, last);
  expect(exported).toEqual({ ids: [last], left: [] });
  await expect.poll(saved).toEqual([]);
  await context.setOffline(true);
  const result = await page.evaluate(async () => {
    const { imported, kept, stopped } = await window.connection.importSaved(window.exported);
    const refused = await window.connection.importSaved(new Blob(['a letter'])).catch(String);
    return { imported: imported.map((one) => one.id), kept, stopped, refused };
  });
  expect(result).toEqual({
    imported: [last],
    kept: [],
    stopped: null,
    refused: 'ExportError: it is not a file of saved reels',
  });
  expect(await saved()).toMatchObject([{ id: last, state: 'saved', progress: 1 }]);
  await play(page, 5);
  await expectMoving(page);
});

test('a page can read status, playback experience and live events of the worker', async ({ page, host }) => {
  await host.openServed();
  const plan = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const stop = window.connection.on('queue', ({ plan: planned }) => {
          if (planned.length === 0) return;
          stop();
          resolve(planned.map(({ reel_id }) => reel_id));
        });
      }),
  );
  await expectMoving(page);
  expect(await plan).toContain(idAt(1));
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  await play(page, 1);
  await expectMoving(page);
  const read = (): Promise<Status> => page.evaluate(() => window.connection.getStatus());
  await expect.poll(async () => (await read()).experience.swipes.length).toBe(1);
  const { worker, player, experience } = await read();
  expect(worker).toMatchObject({ health: { status: 'ok', has_feed: true }, status: { failovers: 0 } });
  expect(player).toMatchObject({ reelId: idAt(1), paused: false });
  expect(experience.startup).toMatchObject({ reelId: idAt(0) });
  const [swipe] = experience.swipes;
  expect(swipe).toMatchObject({ reelId: idAt(1), source: 'unknown' });
  expect(swipe?.firstFrameMs).toBeGreaterThan(0);
  expect(swipe?.movingMs).toBeGreaterThanOrEqual(swipe?.firstFrameMs ?? 0);
});

test('a pause of the viewer and a like that the page reports are in the model of the viewer', async ({
  page,
  host,
}) => {
  await host.openServed();
  await expectMoving(page);
  const count = () =>
    page.evaluate(async () => {
      const { behaviour } = await (await fetch('/nextreel/api/v1/metrics')).json();
      return behaviour?.counts.interactions;
    });
  await page.evaluate(() => window.connection.interact('like'));
  await expect.poll(count).toBe(1);
  await page
    .locator('video')
    .first()
    .evaluate((video: HTMLVideoElement) => video.pause());
  await expect.poll(count).toBe(2);
});

test('a page configures the worker, and an invalid setting is refused by name', async ({ page, host }) => {
  const level = () =>
    page.evaluate(async () => (await (await fetch('/nextreel/api/v1/config')).json()).config.logging.level);
  await host.openServed({ connect: "connect({ config: { logging: { level: 'info' } } })" });
  await expect.poll(level).toBe('info');
  const wrong: Config = { prefetcher: { max_attempts: 0 } };
  const refused = page.evaluate((part: Config) => window.connection.configure(part), wrong);
  await expect(refused).rejects.toThrow(/"prefetcher.max_attempts" is 0/);
  await page.evaluate(() => window.connection.configure({ logging: { level: 'error' } }));
  expect(await level()).toBe('error');
  // On the next visit the configuration that the page declares applies again.
  await host.open({ connect: 'connect({ config: {} })' });
  await expect.poll(level).toBe('warn');
  expect(host.warnings).toEqual([]);
  await host.open({ connect: 'connect({ config: { prefetcher: { strategy: "clairvoyant" } } })' });
  await expect.poll(() => host.warnings).toEqual([expect.stringContaining('clairvoyant')]);
  await expectMoving(page);
});

test('the bridge gives frames and statistics of the shown reel, and prefetches single files', async ({
  page,
  host,
  origins,
}) => {
  await host.openServed();
  await expectMoving(page);
  const seen = await page.evaluate(
    async ({ shown, other }) => {
      const bridge = await window.connection.getBridge();
      const frame = await bridge.currentFrame(shown);
      const file = await bridge.currentFrameFile(shown);
      return {
        width: frame?.width,
        file: file?.type,
        statistics: bridge.displayStatistics(shown),
        other: await bridge.currentFrame(other),
        isAsked: bridge.prefetchChunks(other, ['poster.webp']),
        moment: await bridge.prefetchMoment(other, 2),
      };
    },
    { shown: idAt(0), other: last },
  );
  expect(seen.width).toBeGreaterThan(0);
  expect(seen).toMatchObject({
    file: 'image/png',
    statistics: { decodeState: 'decoding' },
    other: null,
    isAsked: true,
  });
  // Nothing else requests it, since the feed of this page names no posters.
  const requestedPaths = async () => (await origins.log()).map(({ path }) => path);
  await expect.poll(requestedPaths).toContain(`/${last}/poster.webp`);
  expect(seen.moment).toMatchObject({ url: expect.stringContaining(last), reason: expect.any(String) });
});

test('the bridge reports a frozen video, and that it plays again', async ({ page, host }) => {
  await host.openServed();
  await expectMoving(page);
  await page.evaluate(async () => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const bridge = await window.connection.getBridge();
    bridge.onHealth(({ worker, player }) => seen.push(`${worker} ${player}`));
  });
  const seen = () => page.evaluate((): unknown => Reflect.get(window, 'seen'));
  const video = page.locator('video').first();
  await video.evaluate((element: HTMLVideoElement) => {
    // Simulates a dead decoder: the picture freezes without any error event.
    const frozen = element.currentTime;
    Object.defineProperty(element, 'currentTime', { configurable: true, get: () => frozen, set: () => {} });
  });
  await expect.poll(seen, { timeout: 20_000 }).toEqual(['connected failed']);
  await video.evaluate((element: HTMLVideoElement) => Reflect.deleteProperty(element, 'currentTime'));
  await expect.poll(seen, { timeout: 20_000 }).toEqual(['connected failed', 'connected ok']);
});

test('the dashboard opens over a host page in its own styles and leaves nothing behind', async ({ page, host }) => {
  await host.openServed();
  await expectMoving(page);
  await page.evaluate(() => window.connection.openDashboard());
  const dashboard = page.getByRole('region', { name: 'Dashboard' });
  await expect(dashboard).toBeVisible();
  await expect(dashboard).toHaveCSS('position', 'fixed');
  await expect(dashboard.getByRole('table').first()).toBeVisible();
  await page.evaluate(() => window.connection.openDashboard());
  await expect(dashboard).toHaveCount(1);
  await dashboard.getByRole('button', { name: 'Close dashboard' }).click();
  await expect(page.locator('nextreel-dashboard')).toHaveCount(0);
});
