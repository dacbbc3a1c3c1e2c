import { request } from 'node:http';
import type { Page } from '@playwright/test';

/** Stops every service worker in the browser; the next request or message starts one again. */
export async function stopWorkers(page: Page): Promise<void> {
  if (page.context().browser()?.browserType().name() === 'firefox') {
    await postToRelay('/stop-workers');
    return;
  }
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

/** Posts a command to the socket of `engines/firefox/relay.ts`. */
function postToRelay(path: string): Promise<void> {
  const socketPath = process.env['NEXTREEL_FIREFOX_CONTROL_SOCKET'];
  if (socketPath === undefined)
    throw new Error('Firefox was started without its control socket: use engines/playwright.config.ts.');
  return new Promise((resolve, reject) => {
    const command = request({ socketPath, path, method: 'POST' }, (response) => {
      response.resume();
      if (response.statusCode === 204) resolve();
      else reject(new Error(`${path}: ${response.statusCode}`));
    });
    command.once('error', reject);
    command.end();
  });
}
