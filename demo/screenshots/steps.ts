import type { Page } from '@playwright/test';

const current = 'article[aria-current="true"]';

/** Waits until the current reel has played up to this time. */
export async function playSeconds(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(
    ([video, least]) => (document.querySelector<HTMLVideoElement>(video)?.currentTime ?? 0) > least,
    [`${current} video`, seconds] as const,
  );
}

export async function untilControlled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

/** Saves the current reel and the next one, and waits until both are saved. */
export async function saveTwo(page: Page): Promise<void> {
  for (let count = 0; count < 2; count += 1) {
    if (count > 0) await page.keyboard.press('ArrowDown');
    await playSeconds(page, 0.5);
    await page.keyboard.press('Escape');
    await page.locator(`${current} [data-command="save"]`).click();
    await page.locator(`${current} [data-command="save"][data-state="saved"]`).waitFor({ timeout: 60_000 });
  }
}

export async function openMenu(page: Page): Promise<void> {
  await page.locator(`${current} [data-command="menu"]`).click();
  await page.getByRole('dialog').waitFor();
}
