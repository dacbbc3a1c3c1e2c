import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from '@playwright/test';
import { launchOptions } from '../checks/browser.ts';

/**
 * Runs `use` in a fresh browser with a phone-sized viewport. Its profile is on disk: in-memory storage would be
 * unrealistically fast.
 */
export async function withBrowser<Result>(
  { args = [], ...options }: Pick<BrowserContextOptions, 'serviceWorkers'> & Pick<LaunchOptions, 'args'>,
  use: (page: Page, context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const profile = await mkdtemp(join(tmpdir(), 'nextreel-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    viewport: { width: 390, height: 844 },
    ...launchOptions(args),
    ...options,
  });
  try {
    return await use(context.pages()[0] ?? (await context.newPage()), context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Resolves once the current reel is playing. */
export async function untilMoving(page: Page): Promise<void> {
  await page.locator('article[aria-current="true"] video').waitFor();
  await page.waitForFunction(() => {
    const video = document.querySelector<HTMLVideoElement>('article[aria-current="true"] video');
    return video !== null && video.currentTime > 0.2;
  });
}
