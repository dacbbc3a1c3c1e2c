import type { Page } from '@playwright/test';

/**
 * Runs a function in every document of the page, before the document's own scripts. Defines `__name`, since the runner
 * (tsx) wraps named functions in calls of it.
 */
export async function runInPage(page: Page, script: () => void): Promise<void> {
  await page.addInitScript({ content: `{ const __name = (named) => named; (${script.toString()})(); }` });
}
