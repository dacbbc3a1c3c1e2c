import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Every screen size, several tabs, whole sessions under faults, saved reels, and the package in host pages. */
export default defineConfig(base, { testDir: '.', testMatch: '**/*.spec.ts' });
