import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Presentation } from './presentation.ts';
import { type PlaybackReport, inspectPlayback, type InspectionOptions } from './inspect-playback.ts';
import type { Site } from './site.ts';

type Reel = { readonly id: string; readonly src: string; readonly format: 'hls' | 'mp4' };

declare global {
  interface Window {
    stage: { setFeed(reels: readonly Reel[]): Promise<unknown>; play(reel: Reel): void; stop(): void };
  }
}

export const visits = ['first visit', 'second visit', 'offline'] as const;
export type Visit = (typeof visits)[number];

export type PlayedPresentation = {
  readonly presentation: Presentation;
  readonly plain: PlaybackReport;
  readonly withWorker: Readonly<Partial<Record<Visit, PlaybackReport>>>;
};

/** Odd shares, so that the times rarely fall between two pictures. */
const shares = [0.153, 0.507, 0.853];
const patience = { playMs: 6000, seekMs: 2500 };
/** After this time the worker has stored what a visit downloaded. */
const settleMs = 1500;

/**
 * Plays some presentations one after another in the same page: without the worker, on two visits with it, and with
 * their server unreachable.
 */
export async function playTogether(
  group: readonly Presentation[],
  { browser, site, host }: { readonly browser: Browser; readonly site: Site; readonly host: 'foreign' | 'reels' },
): Promise<PlayedPresentation[]> {
  const base = host === 'foreign' ? site.mediaUrl : `${site.reelsUrl}media/`;
  const reels = group.map(({ name, format, path }) => {
    return { id: name, format, src: new URL(`${base}${encodePath(path)}`).href };
  });
  const plain = await inContext(browser, 'block', async (context) => {
    const page = await openHost(context, site.hostUrl);
    return playEach(page, reels, site, () => null);
  });
  const playAgain = host === 'foreign' ? playInHost : playInReels;
  return inContext(browser, 'allow', async (context) => {
    const reports = new Map<Visit, PlaybackReport[]>();
    for (const visit of visits) {
      site.isMediaDown = visit === 'offline';
      try {
        reports.set(visit, await playAgain(context, reels, plain, site));
      } finally {
        site.isMediaDown = false;
      }
    }
    return group.map((presentation, place): PlayedPresentation => {
      const of = (visit: Visit) => reports.get(visit)?.[place];
      const [first, second, offline] = visits.map(of);
      const report = plain[place];
      if (report === undefined) throw new Error(`${presentation.name} was not played`);
      return {
        presentation,
        plain: report,
        withWorker: {
          ...(first === undefined ? {} : { 'first visit': first }),
          ...(second === undefined ? {} : { 'second visit': second }),
          ...(offline === undefined ? {} : { offline }),
        },
      };
    });
  });
}

/** Encodes the path and leaves the query as it is. */
function encodePath(path: string): string {
  const [file = '', query] = path.split('?', 2);
  const encoded = file.split('/').map(encodeURIComponent).join('/');
  return query === undefined ? encoded : `${encoded}?${query}`;
}

async function inContext<Result>(
  browser: Browser,
  serviceWorkers: 'allow' | 'block',
  use: (context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ serviceWorkers });
  // The runner (tsx) wraps named functions in calls of `__name`, which pages do not define.
  await context.addInitScript({ content: 'globalThis.__name = (named) => named;' });
  try {
    return await use(context);
  } finally {
    await context.close();
  }
}

async function openHost(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'stage' in window);
  return page;
}

async function playInHost(
  context: BrowserContext,
  reels: readonly Reel[],
  plain: readonly PlaybackReport[],
  site: Site,
): Promise<PlaybackReport[]> {
  const page = await openHost(context, `${site.hostUrl}?nextreel`);
  const standing = await page.evaluate((feed) => window.stage.setFeed(feed), [...reels]);
  if (JSON.stringify(standing) !== '{"state":"on"}') throw new Error(`no worker: ${JSON.stringify(standing)}`);
  const reports = await playEach(page, reels, site, (place) => plain[place]?.inspectedSeconds ?? null);
  await page.waitForTimeout(settleMs);
  await page.close();
  return reports;
}

async function playEach(
  page: Page,
  reels: readonly Reel[],
  site: Site,
  inspectedSecondsOf: (place: number) => number | null,
): Promise<PlaybackReport[]> {
  const reports: PlaybackReport[] = [];
  for (const [place, reel] of reels.entries()) {
    site.restart();
    await page.evaluate((one) => window.stage.play(one), reel);
    reports.push(await inspectIn(page, 'video', inspectedSecondsOf(place)));
    await page.evaluate(() => window.stage.stop());
  }
  return reports;
}

/** Opens each reel by its deep link. */
async function playInReels(
  context: BrowserContext,
  reels: readonly Reel[],
  plain: readonly PlaybackReport[],
  site: Site,
): Promise<PlaybackReport[]> {
  const reports: PlaybackReport[] = [];
  const page = await context.newPage();
  for (const [place, reel] of reels.entries()) {
    site.feed = { reels: [{ id: reel.id, src: reel.src, durationSeconds: 5 }] };
    await page.goto(`${site.reelsUrl}?reel=${encodeURIComponent(reel.id)}`);
    const selector = 'article[aria-current="true"] video';
    await page.locator(selector).waitFor({ timeout: 10_000 });
    const report = await inspectIn(page, selector, plain[place]?.inspectedSeconds ?? null);
    reports.push({ ...report, captions: null });
  }
  await page.waitForTimeout(settleMs);
  await page.close();
  return reports;
}

async function inspectIn(page: Page, selector: string, inspectedSeconds: number | null): Promise<PlaybackReport> {
  const watching: InspectionOptions = { shares, inspectedSeconds, ...patience };
  const video = await page.locator(selector).first().elementHandle();
  if (video === null) throw new Error(`there is no ${selector}`);
  return video.evaluate(inspectPlayback, watching);
}
