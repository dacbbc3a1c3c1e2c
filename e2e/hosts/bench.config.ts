import { defineConfig } from '@playwright/test';
import facts from './playwright.config.ts';
import type { HostOptions } from './fixtures.ts';
import { viewerLink } from './visit.ts';

/** Makes the same visits over a shaped link at a viewer's pace, and writes the tables of docs/hosts.md. */
export default defineConfig<HostOptions>({
  ...facts,
  testMatch: ['*.host.ts', '*.bench.ts'],
  timeout: 900_000,
  // Media plays in real time on shared cores, so parallel sessions would distort each other's figures.
  workers: 1,
  use: { pace: { link: viewerLink, swipes: 11, dwellMs: 2_500 } },
  globalTeardown: './write-table.ts',
});
