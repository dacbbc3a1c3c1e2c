import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type PlaywrightWorkerOptions } from '@playwright/test';
import base from '../../playwright.config.ts';
import type { Engine } from './engine-browser.ts';

process.env['NEXTREEL_FIREFOX_DOOR'] ??= join(tmpdir(), `nextreel-firefox-${process.pid}`);

const firefox = {
  browserName: 'firefox',
  channel: 'moz-firefox',
  launchOptions: { args: [], executablePath: fileURLToPath(new URL('firefox/relay', import.meta.url)) },
} satisfies Partial<PlaywrightWorkerOptions>;

/** One set of checks on three engines. */
export default defineConfig<object, { engine: Engine }>(base, {
  testDir: '.',
  testMatch: '*.check.ts',
  projects: [
    { name: 'chromium', use: { engine: 'chromium' } },
    { name: 'webkit', use: { engine: 'webkit' } },
    { name: 'firefox', use: { engine: 'firefox', ...firefox } },
  ],
});
