import type { Page } from '@playwright/test';

/**
 * Runs a function in every document of the page before its own scripts. Our runner keeps the names of functions by a
 * call of its own, which the page does not have.
 */
export async function runInPage(page: Page, script: () => void): Promise<void> {
  await page.addInitScript({ content: `{ const __name = (named) => named; (${script.toString()})(); }` });
}
