import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type PlaywrightWorkerOptions } from '@playwright/test';
import base, { suite } from '../../playwright.config.ts';
import type { Engine } from './engine-browser.ts';

process.env['NEXTREEL_FIREFOX_DOOR'] ??= join(tmpdir(), `nextreel-firefox-${process.pid}`);

const firefox = {
  browserName: 'firefox',
  channel: 'moz-firefox',
  launchOptions: { args: [], executablePath: fileURLToPath(new URL('firefox/relay', import.meta.url)) },
} satisfies Partial<PlaywrightWorkerOptions>;
const checks = /\.check\.ts$/;

/** The engine-neutral checks on three engines, and the browser tests of `npm test` on Firefox too. */
export default defineConfig<object, { engine: Engine }>(base, {
  testDir: '..',
  projects: [
    { name: 'chromium', testMatch: checks, use: { engine: 'chromium' } },
    { name: 'webkit', testMatch: checks, use: { engine: 'webkit' } },
    { name: 'firefox', testMatch: checks, use: { engine: 'firefox', ...firefox } },
    { name: 'firefox-suite', testMatch: suite, use: firefox },
  ],
});
