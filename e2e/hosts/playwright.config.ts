import { defineConfig } from '@playwright/test';

/**
 * Pages and workers of others, with the package as it would be published: what holds for each of them on any machine.
 * `bench.config.ts` measures them. Sessions are driven by the tests themselves.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.host.ts',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Nothing here is told by the clock, so that sessions may share the cores.
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  globalSetup: './build.ts',
  reporter: [['list']],
});
