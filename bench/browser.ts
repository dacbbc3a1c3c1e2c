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

/** A browser of its own, with a phone's window and its storage on disk: in memory it would flatter us. */
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

/** The first reel plays. */
export async function untilMoving(page: Page): Promise<void> {
  await page.locator('article[aria-current="true"] video').waitFor();
  await page.waitForFunction(() => {
    const video = document.querySelector<HTMLVideoElement>('article[aria-current="true"] video');
    return video !== null && video.currentTime > 0.2;
  });
}
