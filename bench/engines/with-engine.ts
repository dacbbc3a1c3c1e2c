import { firefox } from '@playwright/test';
import { type Engine, type EngineBrowser, phone } from '../../e2e/engines/engine-browser.ts';
import { firefoxChannel, firefoxOptions } from '../../e2e/engines/firefox/launch.ts';
import { PlaywrightBrowser } from '../../e2e/engines/playwright-browser.ts';
import { WebDriver } from '../../e2e/engines/webkit/web-driver.ts';
import { WebKitBrowser } from '../../e2e/engines/webkit/webkit-browser.ts';
import { withBrowser } from '../browser.ts';

/** Runs `use` in a new browser of this engine, driven as in `npm run test:engines`, with its storage on disk. */
export async function withEngine<Result>(
  engine: Engine,
  use: (browser: EngineBrowser) => Promise<Result>,
): Promise<Result> {
  if (engine === 'chromium') return withBrowser({}, (page) => use(new PlaywrightBrowser(page)));
  if (engine === 'webkit') {
    const driver = await WebDriver.start(phone);
    try {
      return await use(new WebKitBrowser(driver));
    } finally {
      await driver.close();
    }
  }
  const browser = await firefox.launch({ channel: firefoxChannel, ...firefoxOptions });
  try {
    return await use(new PlaywrightBrowser(await browser.newPage({ viewport: phone })));
  } finally {
    await browser.close();
  }
}
