import { test as base, expect } from '@playwright/test';
import { type Engine, type EngineBrowser, phone } from './engine-browser.ts';
import { skipBeyond } from './limits.ts';
import { PlaywrightBrowser } from './playwright-browser.ts';
import { ReelsPage } from './reels-page.ts';
import { Site } from './site.ts';
import { WebDriver } from './webkit/web-driver.ts';
import { WebKitBrowser } from './webkit/webkit-browser.ts';

export { expect };

type Fixtures = { readonly reels: ReelsPage; readonly engineBrowser: EngineBrowser; readonly skipped: void };

/** Gives every check a fresh browser: no worker, no cache, no database. */
export const test = base.extend<Fixtures, { readonly engine: Engine; readonly site: Site }>({
  engine: ['chromium', { option: true, scope: 'worker' }],
  site: [
    async ({}, use) => {
      const site = await Site.start();
      await use(site);
      await site.stopServing();
    },
    { scope: 'worker' },
  ],
  skipped: [
    async ({ engine }, use, info) => {
      skipBeyond(engine, info);
      await use();
    },
    { auto: true },
  ],
  engineBrowser: async ({ engine, browser, site }, use) => {
    // Restart the site first: while it is down, a driver that looks for a free port could take one of the site's.
    await site.serveAgain();
    if (engine === 'webkit') {
      const driver = await WebDriver.start(phone);
      await use(new WebKitBrowser(driver));
      await driver.close();
      return;
    }
    const page = await browser.newPage({ viewport: phone });
    await use(new PlaywrightBrowser(page));
    await page.close();
  },
  reels: async ({ engineBrowser, site }, use) => {
    await site.origins.restore();
    await use(new ReelsPage(engineBrowser, site));
  },
});
