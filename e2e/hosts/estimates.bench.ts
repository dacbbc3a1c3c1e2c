import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { withBrowser } from '../../bench/browser.ts';
import { settledMean } from '../../bench/estimate/report.ts';
import { readOneRendition } from '../../bench/estimate/session.ts';
import { shapeLink } from '../../bench/link.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import { builtPages } from './build.ts';
import type { Variant } from './build-beside.ts';
import { errorOf, type Estimate } from './estimate.ts';
import { itemsAt } from './fixtures.ts';
import { recordEstimate } from './results.ts';
import { startSite } from './site.ts';
import { measureSwipe, openMeasured, waitUntilMoving, viewerLink } from './visit.ts';

const plan = { rounds: 3, swipes: 10, dwellMs: 3_500 };
const allowedError = 0.05;

test.describe('estimates', () => {
  for (const page of ['attached-hls', 'hls-from-script-tag', 'shaka'] as const) {
    test(page, async () => {
      const origin = await startOrigin(readOneRendition, 0);
      const settled: Record<Variant, number[]> = { without: [], with: [] };
      try {
        for (let round = 0; round < plan.rounds; round += 1) {
          for (const variant of ['without', 'with'] as const) {
            await shapeLink(origin.url, viewerLink);
            settled[variant].push(settledMean(await estimatesOf(page, variant, origin.url)));
          }
        }
      } finally {
        await origin.close();
      }
      const estimate: Estimate = { host: page, linkBps: viewerLink.bps, sessionsBps: settled };
      recordEstimate(estimate);
      expect(Math.abs(errorOf(estimate))).toBeLessThanOrEqual(allowedError);
    });
  }
});

/** Returns the estimate after each reel of a session. Swipes only forward: the browser may cache earlier reels. */
async function estimatesOf(host: string, variant: Variant, originUrl: string): Promise<number[]> {
  const folder = join(builtPages, variant);
  const site = await startSite({ page: host, folder, items: itemsAt({ url: originUrl }) });
  try {
    return await withBrowser({}, async (page) => {
      await openMeasured(page, site.url);
      await waitUntilMoving(page);
      const estimatesBps: number[] = [];
      for (let index = 1; index <= plan.swipes; index += 1) {
        const since = Date.now();
        await measureSwipe(page, index, plan.dwellMs);
        await page.waitForTimeout(Math.max(0, plan.dwellMs - (Date.now() - since)));
        estimatesBps.push(await readEstimate(page));
      }
      return estimatesBps;
    });
  } finally {
    await site.close();
  }
}

const readEstimate = (page: Page) => page.evaluate(() => window.estimateBps());
