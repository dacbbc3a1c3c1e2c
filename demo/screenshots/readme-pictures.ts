import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { playSeconds, saveTwo } from './steps.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

type Picture = {
  readonly name: string;
  readonly viewport: typeof phone;
  readonly path: string;
  readonly prepare: (page: Page) => Promise<void>;
};

const pictures: readonly Picture[] = [
  { name: 'feed-phone', viewport: phone, path: '/', prepare: async (page) => playSeconds(page, 2) },
  { name: 'feed-desktop', viewport: desktop, path: '/?reel=koi', prepare: async (page) => playSeconds(page, 2) },
  { name: 'dashboard-desktop', viewport: { width: 1440, height: 900 }, path: '/', prepare: showDashboard },
  { name: 'saved-phone', viewport: phone, path: '/', prepare: showSaved },
];

async function showDashboard(page: Page): Promise<void> {
  for (let swipe = 0; swipe < 4; swipe += 1) {
    await playSeconds(page, 1.5);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('d');
  await playSeconds(page, 4);
}

async function showSaved(page: Page): Promise<void> {
  await saveTwo(page);
  await page.goto(new URL('/saved', page.url()).href);
  await page
    .getByRole('button', { name: /remove/i })
    .first()
    .waitFor();
}

export async function takeReadmePictures(browser: Browser, pageUrl: string): Promise<void> {
  for (const { name, viewport, path, prepare } of pictures) {
    const page = await browser.newPage({ viewport, colorScheme: 'dark' });
    await page.goto(new URL(path, pageUrl).href);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    await prepare(page);
    await page.screenshot({ path: `${docs}${name}.jpg`, type: 'jpeg', quality: 82 });
    console.log(`docs/${name}.jpg`);
    await page.close();
  }
}
