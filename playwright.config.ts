import { defineConfig } from '@playwright/test';
import { launchOptions } from './checks/browser.ts';

export default defineConfig({
  testDir: 'e2e',
  // The long tests in e2e/long have their own command.
  testMatch: /e2e[\\/][^\\/]+\.spec\.ts$/,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Media plays in real time on shared cores: parallel tests would distort each other's timings.
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 390, height: 844 },
    launchOptions: launchOptions(),
  },
});
