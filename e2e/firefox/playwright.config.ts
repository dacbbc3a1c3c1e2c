import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** The same tests on the Firefox of this machine. */
process.env['NEXTREEL_FIREFOX_DOOR'] ??= join(tmpdir(), `nextreel-firefox-${process.pid}`);

export default defineConfig(base, {
  testDir: '..',
  use: {
    browserName: 'firefox',
    channel: 'moz-firefox',
    launchOptions: { args: [], executablePath: fileURLToPath(new URL('relay', import.meta.url)) },
  },
});
