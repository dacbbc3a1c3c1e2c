import { expect } from '../fixtures.ts';
import { expectMoving, idAt, isSegmentStored, play, readyState, test, leftovers } from '../host-page.ts';

declare global {
  interface Window {
    signOuts: number;
  }
}

const last = idAt(5);

test.beforeEach(({ site }) => site.putWorker());

test('signing out deletes everything of the viewer, and the next one starts with a feed of their own', async ({
  page,
  host,
}) => {
  await host.openServed();
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  const viewer = () => page.evaluate(() => localStorage.getItem('nextreel:viewer'));
  const before = await viewer();
  await page.evaluate(() => window.connection.signOut());
  expect(await isSegmentStored(page, idAt(1))).toBe(false);
  // The measured bandwidth belongs to no viewer and is saved again at every measurement.
  const notes = (await leftovers(page)).notes.filter((name) => name !== 'nextreel:bandwidth');
  expect(notes).toEqual(['nextreel:viewer']);
  expect(await viewer()).not.toBe(before);
  await page.evaluate(() => window.connection.setFeed(window.reels));
  await play(page, 0);
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  expect(host.warnings).toEqual([]);
});

test('the reel left on screen counts for the next viewer once a feed contains it, before any swipe', async ({
  page,
  host,
}) => {
  const watching = "video.dataset.reel = reels[0].id; nextreel.watch('video', ({ dataset }) => dataset.reel); load(0)";
  await host.openServed({ begin: watching });
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  await page.evaluate(async () => {
    await window.connection.signOut();
    window.connection.setFeed(window.reels);
  });
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  await page.evaluate(() => window.connection.configure({ logging: { level: 'error' } }));
  expect(await page.evaluate((id: string) => window.connection.save(id), last)).toBe(true);
  await expect.poll(() => page.evaluate(() => window.connection.saved())).toMatchObject([{ id: last }]);
  expect(host.warnings).toEqual([]);
});

test('another tab of a viewer who signed out starts afresh without a reload', async ({ page, host, context }) => {
  await host.openServed();
  const other = await context.newPage();
  await other.goto(page.url());
  expect(await readyState(other)).toEqual({ state: 'on' });
  await expect.poll(() => isSegmentStored(other, idAt(1))).toBe(true);
  await other.evaluate(() => {
    window.signOuts = 0;
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data.type === 'signed-out') window.signOuts += 1;
    });
  });
  const signOuts = () => other.evaluate(() => window.signOuts);
  await page.evaluate(() => window.connection.signOut());
  await expect.poll(signOuts).toBe(1);
  expect(await isSegmentStored(other, idAt(1))).toBe(false);
  await other.evaluate(() => window.connection.setFeed(() => window.reels));
  await play(other, 0);
  await expect.poll(() => isSegmentStored(other, idAt(1))).toBe(true);
  // A feed given as a function is requested again when the viewer goes on.
  await page.evaluate(() => window.connection.signOut());
  await expect.poll(signOuts).toBe(2);
  expect(await isSegmentStored(other, idAt(1))).toBe(false);
  await play(other, 1);
  await expect.poll(() => isSegmentStored(other, idAt(2))).toBe(true);
});

test('signOut() and remove() reach a worker that does not serve the page', async ({ page, host, site }) => {
  const connect = "connect({ worker: '/reels/nextreel-sw.js' })";
  await site.putWorker('/reels/nextreel-sw.js');
  await host.openServed({ path: '/reels/', connect });
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  const viewer = () => page.evaluate(() => localStorage.getItem('nextreel:viewer'));
  const before = await viewer();
  await host.open({ path: '/account', connect });
  expect(await readyState(page)).toMatchObject({ state: 'off', reason: 'out-of-scope' });
  await page.evaluate(() => window.connection.signOut());
  expect(await isSegmentStored(page, idAt(1))).toBe(false);
  expect(await viewer()).not.toBe(before);
  await page.evaluate(() => window.connection.remove());
  expect(await leftovers(page)).toEqual({ registrations: 0, caches: [], databases: [], notes: [] });
});

test('a tab in which Nextreel was not removed plays on without it, and stores nothing more', async ({
  page,
  host,
  context,
}) => {
  await host.openServed();
  const other = await context.newPage();
  await other.goto(page.url());
  expect(await readyState(other)).toEqual({ state: 'on' });
  await expect.poll(() => isSegmentStored(other, idAt(1))).toBe(true);
  await page.evaluate(() => window.connection.remove());
  await expect.poll(() => other.evaluate(() => window.connection.getStatus().then(({ worker }) => worker))).toBeNull();
  await play(other, 2);
  await expectMoving(other);
  expect(await leftovers(page)).toMatchObject({ registrations: 0, caches: [], databases: [] });
});
