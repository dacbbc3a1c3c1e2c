/**
 * Measures what the worker costs and gains in third-party pages during a session that only goes forward: the examples,
 * built from the packed package, on a 4 Mbps link with a round trip of 100 ms.
 * `npm run bench:package -- --reels 10`
 */
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildExamples, examplesFolder, installExamples } from '../../build/examples.ts';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { type HostSite, startHostSite } from '../../e2e/host-site.ts';
import { withBrowser } from '../browser.ts';
import { runInPage } from '../page-script.ts';
import { writeResult } from '../result.ts';
import { type Link, shapeLink, type Traffic, trafficOf } from '../link.ts';
import { spreadOf } from '../store/statistics.ts';

const { values } = parseArgs({ options: { reels: { type: 'string', default: '10' } } });
const link: Link = { rttMs: 100, bps: 4_000_000 };
const secondsPerReel = 2.5;
const hosts = ['/plain.html', '/react/', '/vue/', '/element/'];

/** `movingMs` is null for a reel that did not move in time. */
type Session = Traffic & { readonly movingMs: readonly (number | null)[] };

declare global {
  interface Window {
    /** Swipes to the next reel. Resolves with the ms until it moves, or null if it does not move within 10 s. */
    swipeOn(): Promise<number | null>;
  }
}

function defineSwipe(): void {
  const seen = () => {
    const at = document.elementsFromPoint(innerWidth / 2, innerHeight / 2);
    const reel = at.find((element) => element.localName === 'nextreel-reel' || element.localName === 'video');
    return reel instanceof HTMLVideoElement ? reel : (reel?.shadowRoot?.querySelector('video') ?? null);
  };
  window.swipeOn = () => {
    const list = document.querySelector('.reels, nextreel-feed');
    const startMs = performance.now();
    list?.scrollBy({ top: list.clientHeight, behavior: 'instant' });
    return new Promise((resolve) => {
      const look = () => {
        const video = seen();
        const passedMs = performance.now() - startMs;
        if (video !== null && !video.paused && video.currentTime > 0.05) resolve(passedMs);
        else if (passedMs > 10_000) resolve(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  };
}

async function forward(page: Page, reels: number): Promise<(number | null)[]> {
  const times: (number | null)[] = [];
  for (let reel = 1; reel < reels; reel += 1) {
    await page.waitForTimeout(secondsPerReel * 1000);
    times.push(await page.evaluate(() => window.swipeOn()));
  }
  return times;
}

async function measure(demo: Demo, site: HostSite, path: string, hasWorker: boolean): Promise<Session> {
  const [originUrl = ''] = demo.originUrls;
  return withBrowser({ serviceWorkers: hasWorker ? 'allow' : 'block' }, async (page) => {
    await shapeLink(originUrl, link);
    await runInPage(page, defineSwipe);
    await page.goto(site.url + path);
    const movingMs = await forward(page, Number(values.reels));
    return { ...(await trafficOf(originUrl)), movingMs };
  });
}

const rows: { page: string; without: Session; with: Session }[] = [];
installExamples();
buildExamples();
const demo = await startDemo({ port: 0 });
const site = await startHostSite(join(examplesFolder, 'dist'));
try {
  const feed: { origins: unknown[] } = await (await fetch(new URL('feed.json', demo.pageUrl))).json();
  const oneOrigin = { ...feed, origins: feed.origins.slice(0, 1) };
  site.put('/feed.json', { body: JSON.stringify(oneOrigin), type: 'application/json' });
  console.log('| page | MB without | with | requests without | with | moving after ms without | with |');
  console.log('|---|---|---|---|---|---|---|');
  for (const path of hosts) {
    const without = await measure(demo, site, path, false);
    const withIt = await measure(demo, site, path, true);
    rows.push({ page: path, without, with: withIt });
    const megabytes = ({ bytes }: Session) => (bytes / 1e6).toFixed(1);
    const medianOf = ({ movingMs }: Session) => {
      const { median } = spreadOf(movingMs.map((ms) => ms ?? Infinity));
      return Number.isFinite(median) ? Math.round(median) : 'never';
    };
    const cells = [
      path,
      megabytes(without),
      megabytes(withIt),
      without.requests,
      withIt.requests,
      medianOf(without),
      medianOf(withIt),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  await writeResult('package', rows);
} finally {
  await site.close();
  await demo.close();
}
