import type { Page } from '@playwright/test';
import { untilMoving } from '../browser.ts';
import { type Traffic, trafficOf } from '../link.ts';
import { memoryBytes, processorSeconds } from './processes.ts';

export type SessionFigures = {
  readonly startupMs: number;
  readonly stalls: number;
  /** Seconds buffered ahead of the playhead while a long reel plays, one sample per second. */
  readonly bufferSeconds: readonly number[];
  /** During the swipes forward and back, twice. */
  readonly traffic: Traffic;
  /** Of all renderer processes, which hold the page and its worker; null if unknown. */
  readonly memoryBytes: number | null;
  /** Processor time as a share of one core while the reel is paused. */
  readonly idleShare: number;
};

const [reelsForward, stayMs] = [6, 2_000];
const longReelId = 'saturn';
const [longSeconds, settleSeconds, idleSeconds] = [25, 10, 10];

export async function watchSession(page: Page, pageUrl: string, originUrl: string): Promise<SessionFigures> {
  await page.goto(pageUrl);
  await untilMoving(page);
  await page.waitForTimeout(stayMs);
  for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown', 'ArrowUp']) {
    for (let swipe = 0; swipe < reelsForward; swipe += 1) {
      await page.keyboard.press(key);
      await page.waitForTimeout(stayMs);
    }
  }
  const traffic = await trafficOf(originUrl);
  const startupMs = await durationsOf(page, 'nextreel:startup');
  const bufferSeconds = await watchLongReel(page);
  const stalls = await durationsOf(page, 'nextreel:stall');
  await page.keyboard.press('Space');
  await page.waitForTimeout(settleSeconds * 1000);
  const before = await processorSeconds(page);
  await page.waitForTimeout(idleSeconds * 1000);
  const idleShare = ((await processorSeconds(page)) - before) / idleSeconds;
  return {
    startupMs: startupMs[0] ?? Number.NaN,
    stalls: stalls.length,
    bufferSeconds,
    traffic,
    memoryBytes: await memoryBytes(page),
    idleShare,
  };
}

async function watchLongReel(page: Page): Promise<number[]> {
  for (let swipe = 0; swipe < 20 && (await currentId(page)) !== longReelId; swipe += 1) {
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(stayMs / 4);
  }
  if ((await currentId(page)) !== longReelId) throw new Error(`The feed does not lead to ${longReelId}`);
  const samples: number[] = [];
  for (let second = 0; second < longSeconds; second += 1) {
    await page.waitForTimeout(1_000);
    const seconds = await page.evaluate(() => {
      const video = document.querySelector<HTMLVideoElement>('article[aria-current="true"] video');
      if (video === null || video.buffered.length === 0) return 0;
      return video.buffered.end(video.buffered.length - 1) - video.currentTime;
    });
    samples.push(seconds);
  }
  return samples;
}

function currentId(page: Page): Promise<string | null> {
  return page.locator('article[aria-current="true"]').getAttribute('data-reel-id');
}

function durationsOf(page: Page, name: string): Promise<number[]> {
  return page.evaluate((asked) => performance.getEntriesByName(asked).map(({ duration }) => duration), name);
}
