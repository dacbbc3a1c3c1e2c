import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { browserFlags, findBrowser } from '../../checks/browser.ts';
import type { Demo } from '../../demo/demo.ts';
import type { Session, SessionKind } from './report.ts';

export type SessionPlan = { readonly swipes: number; readonly dwellMs: number };

const link = { rttMs: 100, bytesPerSecond: 4_000_000 / 8 };
/** The page writes the estimate down so often. */
const reportMs = 5_000;

/** A viewer who goes through the feed, forward only: what was seen before might come from the browser's own cache. */
export async function watch(kind: SessionKind, demo: Demo, { swipes, dwellMs }: SessionPlan): Promise<Session> {
  const profile = await mkdtemp(join(tmpdir(), 'nextreel-estimate-'));
  const executablePath = findBrowser();
  const context = await chromium.launchPersistentContext(profile, {
    viewport: { width: 390, height: 844 },
    serviceWorkers: kind === 'direct' ? 'block' : 'allow',
    args: [...browserFlags],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    await shape(demo);
    await useOneOrigin(context);
    await useOneRendition(context);
    const page = context.pages()[0] ?? (await context.newPage());
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
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

async function open(page: Page, kind: SessionKind, url: string): Promise<void> {
  await page.goto(url);
  if (kind !== 'direct') {
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    if (kind === 'misses') await forbidPrefetching(page);
  }
  await page.waitForFunction(() => {
    const video = document.querySelector<HTMLVideoElement>('article[aria-current="true"] video');
    return video !== null && video.currentTime > 0.2;
  });
}

async function forbidPrefetching(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const body = JSON.stringify({ prefetcher: { max_prefetch_count: 0, default_prefetch_count: 0 } });
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/config', { method: 'PUT', body, headers })).status;
  });
  if (status !== 200) throw new Error(`PUT /api/v1/config: ${status}`);
}

/** What the page remembers of its connection is what hls.js measures now. */
async function readEstimate(page: Page): Promise<number | null> {
  const saved = await page.evaluate(() => localStorage.getItem('nextreel:bandwidth'));
  const known: [string, number][] = JSON.parse(saved ?? '[]');
  return known.at(-1)?.[1] ?? null;
}

async function shape({ originUrls }: Demo): Promise<void> {
  for (const url of originUrls) {
    const response = await fetch(new URL('__shape', url), { method: 'PUT', body: JSON.stringify(link) });
    if (!response.ok) throw new Error(`PUT __shape at ${url}: ${response.status}`);
  }
}

/** Three origins would be three links. */
async function useOneOrigin(context: BrowserContext): Promise<void> {
  await context.route('**/feed.json*', async (route) => {
    const response = await route.fetch();
    const feed: { origins: unknown[] } = await response.json();
    await route.fulfill({ response, json: { ...feed, origins: feed.origins.slice(0, 1) } });
  });
}

/** Estimates are compared over the same files: small segments wait longer for their first byte than they take. */
async function useOneRendition(context: BrowserContext): Promise<void> {
  await context.route('**/*.m3u8', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: keepHighest(await response.text()) });
  });
}

function keepHighest(text: string): string {
  const bandwidths = [...text.matchAll(/^#EXT-X-STREAM-INF:(?:.*,)?BANDWIDTH=(\d+)/gm)].map(([, bps]) => Number(bps));
  const highest = Math.max(...bandwidths);
  return text.replace(/^#EXT-X-STREAM-INF:(.*)\n.*\n?/gm, (lines, attributes: string) => {
    return new RegExp(`(?:^|,)BANDWIDTH=${highest}(?:,|$)`).test(attributes) ? lines : '';
  });
}
