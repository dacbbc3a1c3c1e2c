import { launchOptions } from '../../checks/browser.ts';
import { expect } from '../fixtures.ts';
import { idAt, isSegmentStored, play, test } from '../host-page.ts';
import { stopWorkers } from '../stop-workers.ts';

declare global {
  interface Window {
    receivedEvents: number;
    isBack: boolean;
  }
}

// Playwright disables the back/forward cache by default.
test.use({ launchOptions: { ...launchOptions(), ignoreDefaultArgs: ['--disable-back-forward-cache'] } });

test('a page that listens to events is restored from the back/forward cache and gets events again', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  site.put('/elsewhere', { body: '<!doctype html><title>Elsewhere</title>' });
  await host.openServed();
  await page.evaluate(() => {
    window.receivedEvents = 0;
    window.connection.on('metrics', () => (window.receivedEvents += 1));
    addEventListener('pageshow', ({ persisted }) => (window.isBack = persisted));
  });
  const received = () => page.evaluate(() => window.receivedEvents);
  await expect.poll(received).toBeGreaterThan(0);
  const reel = await page.evaluate(() => window.reels[1]?.src ?? '');
  await page.goto(new URL('/elsewhere', site.url).href);
  // Cause an event and wait for it: listeners registered before this page have been sent it by then.
  await page.evaluate(async (url) => {
    await (await fetch(url)).text();
    const events = new EventSource('/nextreel/api/v1/events');
    await new Promise((resolve) => events.addEventListener('metrics', resolve));
    events.close();
  }, reel);
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => window.isBack);
  const before = await received();
  await page.evaluate(() => window.connection.show(1, window.video));
  await expect.poll(received).toBeGreaterThan(before);
});

test('a page from the back/forward cache learns of a sign-out, and the worker started since stores nothing for it', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  await host.openServed();
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.isBack = persisted)));
  const viewer = () => page.evaluate(() => localStorage.getItem('nextreel:viewer'));
  const before = await viewer();
  site.put('/elsewhere', { body: '<!doctype html><title>Elsewhere</title>' });
  await page.goto(new URL('/elsewhere', site.url).href);
  await stopWorkers(page);
  await page.evaluate(async () => {
    await fetch('/nextreel/api/v1/session', { method: 'DELETE' });
    localStorage.removeItem('nextreel:viewer');
  });
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => window.isBack);
  expect(await viewer()).not.toBe(before);
  await play(page, 1);
  expect(await isSegmentStored(page, idAt(2))).toBe(false);
  await page.evaluate(() => window.connection.setFeed(window.reels));
  await play(page, 2);
  await expect.poll(() => isSegmentStored(page, idAt(3))).toBe(true);
});
