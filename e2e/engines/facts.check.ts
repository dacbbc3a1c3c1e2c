import { expect, test } from './fixtures.ts';

test('the API serves health, status, metrics, the queue, the log and the configuration', async ({ reels }) => {
  await reels.openControlled();
  expect(await reels.api('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  for (const path of ['/status', '/metrics', '/prefetch/status', '/logs', '/config']) {
    expect((await reels.api('GET', path)).status, path).toBe(200);
  }
  expect((await reels.api('GET', '/nothing')).status).toBe(404);
});

test('a viewer who watches reels to the end is classified as a binge watcher', async ({ reels }) => {
  await reels.openControlled();
  expect((await reels.api('POST', '/user', { user_id: 'ann' })).status).toBe(201);
  for (const reel of ['aurora', 'tide', 'aurora', 'tide', 'aurora']) {
    const behaviour = { scroll_speed: 0.2, watch_time: 40, current_reel: reel };
    expect((await reels.api('PUT', '/user/ann/behavior', behaviour)).status).toBe(200);
  }
  expect((await reels.api('GET', '/user/ann')).body).toMatchObject({ class: 'binge_watcher' });
});

test('an invalid setting is rejected by name, and a valid one takes effect at once', async ({ reels }) => {
  await reels.openControlled();
  const rejected = await reels.api('PUT', '/config', { logging: { level: 'loud' } });
  expect(rejected).toMatchObject({ status: 422, body: { errors: [{ field: 'logging.level' }] } });
  expect((await reels.api('PUT', '/config', { logging: { level: 'debug' } })).status).toBe(200);
  expect((await reels.api('GET', '/logs')).body).toMatchObject({ level: 'debug' });
});

test('a reel requested through the prefetch API is downloaded', async ({ reels }) => {
  await reels.openControlled();
  const viewer = await reels.browser.evaluate(() => localStorage.getItem('nextreel:viewer'), null);
  const order = { user_id: viewer, reel_id: 'rain', count: 1 };
  expect(await reels.api('POST', '/prefetch', order)).toMatchObject({ status: 202, body: { reel_ids: ['rain'] } });
  await reels.expectStored(/\/rain\/.*m4s/);
});

test('the event stream sends every topic', async ({ reels }) => {
  await reels.openControlled();
  const count = await reels.browser.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const seen = new Set<string>();
        const source = new EventSource('/api/v1/events');
        for (const topic of ['metrics', 'health', 'behaviour', 'queue', 'origins']) {
          source.addEventListener(topic, () => {
            seen.add(topic);
            if (seen.size < 5) return;
            source.close();
            resolve(seen.size);
          });
        }
      }),
    null,
  );
  expect(count).toBe(5);
});

test('page scripts can read the state of the player and the worker', async ({ reels }) => {
  await reels.openControlled();
  const read = () =>
    reels.browser.evaluate(async () => {
      const status = await window.nextreel?.getStatus();
      const [player] = status?.players ?? [];
      return { hasWorker: status?.worker !== null, bufferAheadSeconds: player?.bufferAheadSeconds ?? 0 };
    }, null);
  await expect.poll(async () => (await read()).bufferAheadSeconds).toBeGreaterThan(0);
  expect((await read()).hasWorker).toBe(true);
});

test('the bridge returns the current frame as an image that is not black', async ({ reels }) => {
  await reels.openControlled();
  const id = (await reels.currentId()) ?? '';
  const brightest = await reels.browser.evaluate(async (reelId) => {
    const frame = await (await window.nextreel?.getBridge())?.currentFrame(reelId);
    const context = Object.assign(document.createElement('canvas'), { width: 64, height: 64 }).getContext('2d');
    if (frame === null || frame === undefined || context === null) return 0;
    context.drawImage(frame, 0, 0, 64, 64);
    return Math.max(...context.getImageData(0, 0, 64, 64).data.filter((_, place) => place % 4 !== 3));
  }, id);
  expect(brightest).toBeGreaterThan(100);
});

test('D opens the dashboard with the plan, origins and players, and closes it again', async ({ reels }) => {
  await reels.openControlled();
  await reels.browser.press('d');
  await expect.poll(() => reels.text('.dashboard')).toContain('Origins');
  const text = await reels.text('.dashboard');
  for (const heading of ['Plan', 'Players', 'Predictions']) expect(text).toContain(heading);
  await reels.browser.press('d');
  await expect.poll(() => reels.count('.dashboard')).toBe(0);
  await reels.swipe();
});

test('S shows the stats on the reel and hides them again', async ({ reels }) => {
  await reels.openControlled();
  await reels.browser.press('s');
  await expect.poll(() => reels.count('.stats')).toBe(1);
  await reels.browser.press('s');
  await expect.poll(() => reels.count('.stats')).toBe(0);
});
