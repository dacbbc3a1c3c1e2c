import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Whole sessions under faults, saved reels, and the package in other pages. */
export default defineConfig(base, { testDir: '.', testMatch: '**/*.spec.ts' });
