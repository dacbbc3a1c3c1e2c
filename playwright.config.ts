import { defineConfig } from '@playwright/test';
import { launchOptions } from './checks/browser.ts';

export default defineConfig({
  testDir: 'e2e',
  // What takes long is a command of its own: e2e/long.
  testMatch: /e2e[\\/][^\\/]+\.spec\.ts$/,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Media plays in real time on shared cores: tests side by side would measure each other.
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 390, height: 844 },
    launchOptions: launchOptions(),
  },
});
