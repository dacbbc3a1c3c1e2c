import { defineConfig } from '@playwright/test';

/**
 * Tests the package, as it would be published, in host pages and beside host workers: facts that hold on any machine.
 * `bench.config.ts` measures the same visits. The tests launch their browsers themselves.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.host.ts',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Nothing here depends on timing, so sessions may share the cores.
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  globalSetup: './build.ts',
  reporter: [['list']],
});
