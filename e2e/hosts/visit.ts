import { type BrowserContext, expect, type Page } from '@playwright/test';
import { withBrowser } from '../../bench/browser.ts';
import { type Link, type Traffic, trafficOf } from '../../bench/link.ts';
import type { Nextreel } from '../../src/package/nextreel.ts';
import { type Fault, Origins } from '../origins.ts';
import { installMeter } from './meter.ts';

/** How a viewer goes through the feed. */
export type Pace = {
  /** Null: as fast as this machine. */
  readonly link: Link | null;
  readonly swipes: number;
  /** How long a reel is watched. Null: until its traffic ends, and each swipe waits for its first frame. */
  readonly dwellMs: number | null;
};

export type VisitPlan = {
  readonly pace: Pace;
  readonly url: string;
  readonly origin: string;
  /** Where the page requests the origin's media: the origin itself, or a server in front of it. */
  readonly mediaUrl: string;
  readonly faults: readonly Fault[];
  /** A host name that is mapped to this machine and is not `localhost`. */
  readonly hostName?: string;
  /** A file that the site's own worker serves offline, if the site has one. */
  readonly ownFile?: string;
};

/** What a visit gave to the viewer, and what it cost. */
export type Visit = {
  /** From each swipe to the first frame of the next reel; null if none appeared before the next swipe. */
  readonly firstFramesMs: readonly (number | null)[];
  readonly traffic: Traffic;
  /** Share of the player's responses, from the first swipe on, that were cached or joined a transfer in flight. */
  readonly hits: number | null;
  /** Whether a watched reel plays again offline. */
  readonly playsOffline: boolean;
  /** Whether the site's own worker still works; null if there is none. */
  readonly ownAnswers: boolean | null;
  /** The value of `ready`; undefined without Nextreel. */
  readonly standing: { readonly state: string; readonly reason?: string } | undefined;
  /** What is left in the browser after the page has removed Nextreel. */
  readonly left: readonly string[];
  /** The page's console warnings and errors while it was online. */
  readonly said: readonly string[];
};

/** The link over which hosts are measured. */
export const viewerLink: Link = { rttMs: 100, bps: 4_000_000 };

/** How long to wait for a reel that has no deadline. */
const patienceMs = 20_000;
/** How long to wait offline for a reel that is not expected to be cached. */
const offlinePatienceMs = 2_000;
const quietMs = 400;

export function visit(plan: VisitPlan): Promise<Visit> {
  const { hostName } = plan;
  const args = hostName === undefined ? [] : [`--host-resolver-rules=MAP ${hostName} 127.0.0.1`];
  return withBrowser({ args }, async (page, context) => {
    await shapeOrigin(plan);
    const said = collectConsoleMessages(page);
    const hitCounter = new HitCounter(context, plan.mediaUrl);
    await openMeasured(page, plan.url);
    if (plan.ownFile !== undefined) await reloadWhenActive(page);
    await waitUntilMoving(page);
    const standing = await readReadyState(page);
    const isOn = standing?.state === 'on';
    await dwell(page, plan, { index: 0, sinceMs: Date.now(), isOn });
    hitCounter.reset();
    const firstFramesMs = await swipeThrough(page, plan, isOn);
    const hits = hitCounter.hits;
    const traffic = await trafficOf(plan.origin);
    const saidOnline = [...said];
    const offlineMs = isOn ? patienceMs : offlinePatienceMs;
    const offline = await withoutNetwork(page, context, offlineMs, plan);
    return { firstFramesMs, traffic, hits, ...offline, standing, left: await removeNextreel(page), said: saidOnline };
  });
}

export async function shapeOrigin({ origin, pace: { link }, faults }: VisitPlan): Promise<void> {
  const origins = new Origins([origin]);
  await origins.restore();
  await origins.shape({ faults, ...(link === null ? {} : { rttMs: link.rttMs, bytesPerSecond: link.bps / 8 }) });
}

export function readReadyState(page: Page): Promise<Visit['standing']> {
  return page.evaluate(() => Reflect.get(Reflect.get(window, 'connection') ?? {}, 'ready'));
}

async function swipeThrough(page: Page, plan: VisitPlan, isOn: boolean): Promise<(number | null)[]> {
  const { swipes, dwellMs } = plan.pace;
  const firstFramesMs: (number | null)[] = [];
  for (let index = 1; index <= swipes; index += 1) {
    const sinceMs = Date.now();
    firstFramesMs.push(await measureSwipe(page, index, dwellMs ?? patienceMs));
    await dwell(page, plan, { index, sinceMs, isOn });
  }
  return firstFramesMs;
}

export function measureSwipe(page: Page, index: number, waitMs: number): Promise<number | null> {
  return page.evaluate(([to, ms]) => window.measureSwipe(to, ms), [index, waitMs] as const);
}

/** A position in the feed, the time at which it was shown, and whether the worker serves the page. */
type FeedPosition = { readonly index: number; readonly sinceMs: number; readonly isOn: boolean };

async function dwell(
  page: Page,
  { pace: { dwellMs }, origin }: VisitPlan,
  { index, sinceMs, isOn }: FeedPosition,
): Promise<void> {
  if (dwellMs !== null) return page.waitForTimeout(Math.max(0, dwellMs - (Date.now() - sinceMs)));
  if (isOn) await waitUntilPrefetched(page, index);
  const bytesSent = async () => (await trafficOf(origin)).bytes;
  let bytes = await bytesSent();
  for (let before = -1; before !== bytes; bytes = await bytesSent()) {
    before = bytes;
    await page.waitForTimeout(quietMs);
  }
}

/** Waits until the worker knows the viewer's position and has finished its prefetching there. */
async function waitUntilPrefetched(page: Page, index: number): Promise<void> {
  const isPrefetched = async (place: number) => {
    const connection: Nextreel = Reflect.get(window, 'connection');
    const { worker } = await connection.getStatus();
    if (worker === null) return false;
    // The worker reports the first reel only once the viewer leaves it.
    if (place > 0 && worker.metrics.behaviour?.current_reel !== window.feed[place]?.id) return false;
    return worker.queue.plan.length > 0 && worker.queue.running.length === 0 && worker.queue.waiting_count === 0;
  };
  // Not `waitForFunction`, which takes a promise for true whatever it resolves to.
  await expect.poll(() => page.evaluate(isPrefetched, index), { timeout: patienceMs }).toBe(true);
}

export async function openMeasured(page: Page, url: string): Promise<void> {
  await page.addInitScript(installMeter);
  await page.goto(url);
}

export async function waitUntilMoving(page: Page): Promise<void> {
  await page.waitForFunction(() => (window.shownVideo?.()?.currentTime ?? 0) > 0);
}

/** Reloads the page once the worker is active: a worker that claims no pages serves only those opened later. */
export async function reloadWhenActive(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated')
      await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
  await page.reload();
}

/** Goes back two reels offline, and requests the own worker's file. */
async function withoutNetwork(
  page: Page,
  context: BrowserContext,
  waitMs: number,
  { pace, ownFile }: VisitPlan,
): Promise<Pick<Visit, 'playsOffline' | 'ownAnswers'>> {
  // Responses from the browser's own HTTP cache must not count for the worker.
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
  await context.setOffline(true);
  try {
    const firstFrameMs = await measureSwipe(page, pace.swipes - 2, waitMs);
    const isFetched = (path: string) =>
      page.evaluate(
        (url) =>
          fetch(url).then(
            ({ ok }) => ok,
            () => false,
          ),
        path,
      );
    return { playsOffline: firstFrameMs !== null, ownAnswers: ownFile === undefined ? null : await isFetched(ownFile) };
  } finally {
    await context.setOffline(false);
  }
}

/** Removes Nextreel and lists what is left of it. */
async function removeNextreel(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const connection: { remove(): Promise<void> } | undefined = Reflect.get(window, 'connection');
    await connection?.remove();
    // Service workers and caches do not exist on a page served over plain http.
    const registrations = await navigator.serviceWorker?.getRegistrations();
    const ofNextreel = (name: string) => name.startsWith('nextreel');
    return [
      ...(registrations ?? []).map(({ active }) => `worker ${new URL(active?.scriptURL ?? location.href).pathname}`),
      ...('caches' in window ? await caches.keys() : []).filter(ofNextreel),
      ...(await indexedDB.databases()).map(({ name = '' }) => name).filter(ofNextreel),
      ...Object.keys(localStorage).filter(ofNextreel),
    ];
  });
}

function collectConsoleMessages(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => {
    if (/warning|error/.test(message.type())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(`thrown: ${error.message}`));
  return said;
}

/** Counts how the page's media requests were answered. */
class HitCounter {
  #fromCache = 0;
  #all = 0;

  constructor(context: BrowserContext, mediaUrl: string) {
    context.on('response', (response) => {
      if (!response.url().startsWith(mediaUrl) || response.request().serviceWorker() !== null) return;
      const source = response.headers()['x-nextreel-source'];
      this.#all += 1;
      if (source !== undefined && source !== 'network') this.#fromCache += 1;
    });
  }

  reset(): void {
    this.#all = this.#fromCache = 0;
  }

  get hits(): number | null {
    return this.#all === 0 ? null : this.#fromCache / this.#all;
  }
}
