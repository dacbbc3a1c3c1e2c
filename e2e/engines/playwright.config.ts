import { defineConfig, type PlaywrightWorkerOptions } from '@playwright/test';
import base from '../../playwright.config.ts';
import type { Engine } from './engine-browser.ts';
import { firefoxChannel, firefoxOptions } from './firefox/launch.ts';

const firefox = {
  browserName: 'firefox',
  channel: firefoxChannel,
  launchOptions: firefoxOptions,
} satisfies Partial<PlaywrightWorkerOptions>;

/** Runs one set of checks in three engines. */
export default defineConfig<object, { engine: Engine }>(base, {
  testDir: '.',
  testMatch: '*.check.ts',
  projects: [
    { name: 'chromium', use: { engine: 'chromium' } },
    { name: 'webkit', use: { engine: 'webkit' } },
    { name: 'firefox', use: { engine: 'firefox', ...firefox } },
  ],
});
