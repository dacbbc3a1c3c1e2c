/** Takes the README's pictures of the built page into docs/. `npm run screenshots` */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { browserFlags, findBrowser } from '../checks/browser.ts';
import { startDemo } from './demo.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

type Shot = {
  readonly name: string;
  readonly viewport: typeof phone;
  readonly path: string;
  readonly prepare: (page: Page) => Promise<void>;
};

const shots: readonly Shot[] = [
  { name: 'feed-phone', viewport: phone, path: '/', prepare: async (page) => playSeconds(page, 2) },
  { name: 'feed-desktop', viewport: desktop, path: '/?reel=koi', prepare: async (page) => playSeconds(page, 2) },
  { name: 'dashboard-desktop', viewport: { width: 1440, height: 900 }, path: '/', prepare: showDashboard },
  { name: 'saved-phone', viewport: phone, path: '/', prepare: showSaved },
];

async function playSeconds(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(
    (least) =>
      (document.querySelector<HTMLVideoElement>('article[aria-current="true"] video')?.currentTime ?? 0) > least,
    seconds,
  );
}

async function showDashboard(page: Page): Promise<void> {
  for (let swipe = 0; swipe < 4; swipe += 1) {
    await playSeconds(page, 1.5);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('d');
  await playSeconds(page, 4);
}

async function showSaved(page: Page): Promise<void> {
  await playSeconds(page, 1);
  for (let swipe = 0; swipe < 2; swipe += 1) {
    await page.locator('article[aria-current="true"]').getByRole('button', { name: /save/i }).first().click();
    await playSeconds(page, 2);
    await page.keyboard.press('ArrowDown');
  }
  await playSeconds(page, 2);
  await page.goto(new URL('/saved', page.url()).href);
  await page
    .getByRole('button', { name: /remove/i })
    .first()
    .waitFor();
}

await mkdir(docs, { recursive: true });
const demo = await startDemo({ port: 0 });
const executablePath = findBrowser();
const browser = await chromium.launch({
  args: [...browserFlags],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  for (const { name, viewport, path, prepare } of shots) {
    const page = await browser.newPage({ viewport, colorScheme: 'dark' });
    await page.goto(new URL(path, demo.pageUrl).href);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    await prepare(page);
    await page.screenshot({ path: `${docs}${name}.jpg`, type: 'jpeg', quality: 82 });
    console.log(`docs/${name}.jpg`);
    await page.close();
  }
} finally {
  await browser.close();
  await demo.close();
}
