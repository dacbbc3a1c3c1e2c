import { defineConfig } from '@playwright/test';

/** Pages and workers of others, with the package as it would be published. Sessions are driven by the test itself. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.host.ts',
  timeout: 300_000,
  expect: { timeout: 15_000 },
  // Media plays in real time on shared cores: sessions side by side would measure each other.
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  globalSetup: './build.ts',
  globalTeardown: './write-table.ts',
  reporter: [['list']],
});
