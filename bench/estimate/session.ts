import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Demo } from '../../demo/demo.ts';
import { type ReadMedia, readStaticFile } from '../../demo/static-files.ts';
import { untilMoving, withBrowser } from '../browser.ts';
import { type Link, shapeLink } from '../link.ts';
import type { Session, SessionKind } from './report.ts';

export type SessionPlan = { readonly swipes: number; readonly dwellMs: number };

const mediaRoot = fileURLToPath(new URL('../../demo/media', import.meta.url));
const link: Link = { rttMs: 100, bps: 4_000_000 };
/** The page saves its estimate at this interval. */
const reportMs = 5_000;

/** Watches the feed forward only, since reels seen before might come from the browser's HTTP cache. */
export async function watch(kind: SessionKind, demo: Demo, { swipes, dwellMs }: SessionPlan): Promise<Session> {
  return withBrowser({ serviceWorkers: kind === 'direct' ? 'block' : 'allow' }, async (page) => {
    for (const url of demo.originUrls) await shapeLink(url, link);
    await open(page, kind, demo.pageUrl);
    const estimatesBps: number[] = [];
    for (let swipe = 0; swipe < swipes; swipe += 1) {
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(dwellMs);
      const bps = await readEstimate(page);
      if (bps !== null) estimatesBps.push(bps);
    }
    await page.waitForTimeout(reportMs);
    const last = await readEstimate(page);
    return { kind, estimatesBps: last === null ? estimatesBps : [...estimatesBps, last] };
  });
}

async function open(page: Page, kind: SessionKind, url: string): Promise<void> {
  await page.goto(url);
  if (kind !== 'direct') {
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    if (kind === 'misses') await forbidPrefetching(page);
  }
  await untilMoving(page);
}

async function forbidPrefetching(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const body = JSON.stringify({ prefetcher: { max_prefetch_count: 0, default_prefetch_count: 0 } });
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/config', { method: 'PUT', body, headers })).status;
  });
  if (status !== 200) throw new Error(`PUT /api/v1/config: ${status}`);
}

/**
 * Returns the bandwidth that the page has saved, which is the current estimate of hls.js; null if there is none yet.
 */
async function readEstimate(page: Page): Promise<number | null> {
  const saved = await page.evaluate(() => localStorage.getItem('nextreel:bandwidth'));
  const known: [string, number][] = JSON.parse(saved ?? '[]');
  return known.at(-1)?.[1] ?? null;
}

/**
 * Serves a single rendition, so that all estimates come from the same files: with small segments the wait for the first
 * byte outweighs the transfer.
 */
export const readOneRendition: ReadMedia = async (path) => {
  const file = await readStaticFile(mediaRoot, path);
  return file === undefined || !path.endsWith('.m3u8')
    ? file
    : { ...file, body: Buffer.from(keepHighest(file.body.toString())) };
};

/** Returns the manifest with only its best rendition. */
function keepHighest(text: string): string {
  const bandwidths = [...text.matchAll(/^#EXT-X-STREAM-INF:(?:.*,)?BANDWIDTH=(\d+)/gm)].map(([, bps]) => Number(bps));
  const highest = Math.max(...bandwidths);
  return text.replace(/^#EXT-X-STREAM-INF:(.*)\n.*\n?/gm, (lines, attributes: string) => {
    return new RegExp(`(?:^|,)BANDWIDTH=${highest}(?:,|$)`).test(attributes) ? lines : '';
  });
}
