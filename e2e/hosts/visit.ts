import { type BrowserContext, expect, type Page } from '@playwright/test';
import { withBrowser } from '../../bench/browser.ts';
import { type Link, type Traffic, trafficOf } from '../../bench/link.ts';
import type { Nextreel } from '../../src/package/nextreel.ts';
import { type Fault, Origins } from '../origins.ts';
import { installMeter } from './meter.ts';

/** How a viewer goes through the feed. */
export type Pace = {
  /** Null is as fast as this machine. */
  readonly link: Link | null;
  readonly swipes: number;
  /** How long a reel is looked at; null is until nothing more comes, and the next swipe waits for the first frame. */
  readonly dwellMs: number | null;
};

export type VisitPlan = {
  readonly pace: Pace;
  readonly url: string;
  readonly origin: string;
  /** Where the page asks for that origin's media, if somebody stands before it. */
  readonly mediaUrl: string;
  readonly faults: readonly Fault[];
  /** A name that this machine is to be reached by, which is not one of `localhost`. */
  readonly hostName?: string;
  /** The site has a worker of its own, which answers this without a network. */
  readonly ownFile?: string;
};

/** What a viewer had of a visit, and what it cost. */
export type Visit = {
  /** From each swipe to the first frame of the next reel; null where none came before the next swipe. */
  readonly firstFramesMs: readonly (number | null)[];
  readonly traffic: Traffic;
  /** Share of the answers to the player, after the first swipe, whose bytes were here already or on their way. */
  readonly hits: number | null;
  /** Whether a reel that was watched plays once more without a network. */
  readonly playsOffline: boolean;
  /** Whether the site's own worker still does its work; null where there is none. */
  readonly ownAnswers: boolean | null;
  /** As `ready` says it; undefined without Nextreel. */
  readonly standing: { readonly state: string; readonly reason?: string } | undefined;
  /** What is in the browser when the page has taken Nextreel away. */
  readonly left: readonly string[];
  /** What the page has put on its console while there was a network: warnings and errors. */
  readonly said: readonly string[];
};

/** What hosts are measured over. */
export const viewerLink: Link = { rttMs: 100, bps: 4_000_000 };

/** For a reel that need not be there by the next swipe. */
const patienceMs = 20_000;
/** For one that nothing is kept of. */
const offlinePatienceMs = 2_000;
const quietMs = 400;

export function visit(plan: VisitPlan): Promise<Visit> {
  const { hostName } = plan;
  const args = hostName === undefined ? [] : [`--host-resolver-rules=MAP ${hostName} 127.0.0.1`];
  return withBrowser({ args }, async (page, context) => {
    await shapeOrigin(plan);
    const said = listen(page);
    const answers = new Answers(context, plan.mediaUrl);
    await openMeasured(page, plan.url);
    if (plan.ownFile !== undefined) await comeBack(page);
    await untilMoving(page);
    const standing = await readStanding(page);
    const isOn = standing?.state === 'on';
    await look(page, plan, { index: 0, sinceMs: Date.now(), isOn });
    answers.forget();
    const firstFramesMs = await swipeThrough(page, plan, isOn);
    const hits = answers.hits;
    const traffic = await trafficOf(plan.origin);
    const saidOnline = [...said];
    const offlineMs = isOn ? patienceMs : offlinePatienceMs;
    const offline = await withoutNetwork(page, context, offlineMs, plan);
    return { firstFramesMs, traffic, hits, ...offline, standing, left: await leave(page), said: saidOnline };
  });
}

export async function shapeOrigin({ origin, pace: { link }, faults }: VisitPlan): Promise<void> {
  const origins = new Origins([origin]);
  await origins.restore();
  await origins.shape({ faults, ...(link === null ? {} : { rttMs: link.rttMs, bytesPerSecond: link.bps / 8 }) });
}

export function readStanding(page: Page): Promise<Visit['standing']> {
  return page.evaluate(() => Reflect.get(Reflect.get(window, 'connection') ?? {}, 'ready'));
}

async function swipeThrough(page: Page, plan: VisitPlan, isOn: boolean): Promise<(number | null)[]> {
  const { swipes, dwellMs } = plan.pace;
  const firstFramesMs: (number | null)[] = [];
  for (let index = 1; index <= swipes; index += 1) {
    const sinceMs = Date.now();
    firstFramesMs.push(await measureSwipe(page, index, dwellMs ?? patienceMs));
    await look(page, plan, { index, sinceMs, isOn });
  }
  return firstFramesMs;
}

export function measureSwipe(page: Page, index: number, waitMs: number): Promise<number | null> {
  return page.evaluate(([to, ms]) => window.measureSwipe(to, ms), [index, waitMs] as const);
}

/** A place in the feed, since when it is shown, and whether the worker serves the page. */
type Stop = { readonly index: number; readonly sinceMs: number; readonly isOn: boolean };

async function look(
  page: Page,
  { pace: { dwellMs }, origin }: VisitPlan,
  { index, sinceMs, isOn }: Stop,
): Promise<void> {
  if (dwellMs !== null) return page.waitForTimeout(Math.max(0, dwellMs - (Date.now() - sinceMs)));
  if (isOn) await untilPrefetched(page, index);
  const bytesSent = async () => (await trafficOf(origin)).bytes;
  let bytes = await bytesSent();
  for (let before = -1; before !== bytes; bytes = await bytesSent()) {
    before = bytes;
    await page.waitForTimeout(quietMs);
  }
}

/** The worker knows where the viewer is, and has fetched what it thinks worth having there. */
async function untilPrefetched(page: Page, index: number): Promise<void> {
  const isPrefetched = async (place: number) => {
    const connection: Nextreel = Reflect.get(window, 'connection');
    const { worker } = await connection.getStatus();
    if (worker === null) return false;
    // The first one is heard of when the viewer leaves it.
    if (place > 0 && worker.metrics.behaviour?.current_reel !== window.feed[place]?.id) return false;
    return worker.queue.plan.length > 0 && worker.queue.running.length === 0 && worker.queue.waiting_count === 0;
  };
  // Not `waitForFunction`: to that a promise is true, whatever it brings.
  await expect.poll(() => page.evaluate(isPrefetched, index), { timeout: patienceMs }).toBe(true);
}

export async function openMeasured(page: Page, url: string): Promise<void> {
  await page.addInitScript(installMeter);
  await page.goto(url);
}

export async function untilMoving(page: Page): Promise<void> {
  await page.waitForFunction(() => (window.shownVideo?.()?.currentTime ?? 0) > 0);
}

/** A worker that claims no pages serves those that are opened once it is there. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated')
      await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
  await page.reload();
}

/** Goes back two reels, with the network gone. */
async function withoutNetwork(
  page: Page,
  context: BrowserContext,
  waitMs: number,
  { pace, ownFile }: VisitPlan,
): Promise<Pick<Visit, 'playsOffline' | 'ownAnswers'>> {
  // What the browser has kept by itself is no work of the worker's.
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
  await context.setOffline(true);
  try {
    const firstFrameMs = await measureSwipe(page, pace.swipes - 2, waitMs);
    const ask = (path: string) =>
      page.evaluate(
        (url) =>
          fetch(url).then(
            ({ ok }) => ok,
            () => false,
          ),
        path,
      );
    return { playsOffline: firstFrameMs !== null, ownAnswers: ownFile === undefined ? null : await ask(ownFile) };
  } finally {
    await context.setOffline(false);
  }
}

/** Takes Nextreel away, and lists what is still there of it. */
async function leave(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const connection: { remove(): Promise<void> } | undefined = Reflect.get(window, 'connection');
    await connection?.remove();
    // Neither is there on a page that came over plain http.
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

function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => {
    if (/warning|error/.test(message.type())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(`thrown: ${error.message}`));
  return said;
}

/** How the page's requests for media were answered. */
class Answers {
  #fromHere = 0;
  #all = 0;

  constructor(context: BrowserContext, mediaUrl: string) {
    context.on('response', (response) => {
      if (!response.url().startsWith(mediaUrl) || response.request().serviceWorker() !== null) return;
      const source = response.headers()['x-nextreel-source'];
      this.#all += 1;
      if (source !== undefined && source !== 'network') this.#fromHere += 1;
    });
  }

  forget(): void {
    this.#all = this.#fromHere = 0;
  }

  get hits(): number | null {
    return this.#all === 0 ? null : this.#fromHere / this.#all;
  }
}
