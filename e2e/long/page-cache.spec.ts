import { launchOptions } from '../../checks/browser.ts';
import { expect } from '../fixtures.ts';
import { test } from '../host-page.ts';

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
