import type { Page } from '@playwright/test';
import { catalogue } from '../demo/catalogue.ts';
import type { Nextreel } from '../src/package/index.ts';
import { often } from './feed-page.ts';
import { test as base, expect } from './fixtures.ts';
import { type HostSite, startHostSite } from './host-site.ts';

type HostOptions = {
  readonly path?: string;
  readonly connect?: string;
  /** Code that the page runs once it is set up. By default it plays and shows the first reel. */
  readonly begin?: string;
  readonly headers?: Readonly<Record<string, string>>;
};
type Host = {
  /** Opens a host's page with hls.js on one video element and `window.connection` made by the `connect` code. */
  readonly open: (options?: HostOptions) => Promise<void>;
  /** Opens the same page and checks that the worker serves it. */
  readonly openServed: (options?: HostOptions) => Promise<void>;
  readonly warnings: string[];
};

declare global {
  /** Globals that the host's page exposes to tests. */
  interface Window {
    readonly connection: Nextreel;
    readonly reels: { readonly id: string; readonly src: string }[];
    readonly video: HTMLVideoElement;
  }
}

export const test = base.extend<{ readonly site: HostSite; readonly host: Host }>({
  // Playwright reads a fixture's dependencies from its parameter pattern; this one has none.
  site: async ({}, use) => {
    const site = await startHostSite();
    await use(site);
    await site.close();
  },
  host: async ({ page, site, origins }, use) => {
    const warnings: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('[nextreel]')) warnings.push(message.text());
    });
    page.on('pageerror', (error) => warnings.push(`thrown: ${error.message}`));
    const reels = catalogue.slice(0, 6).map(({ id, src }) => ({ id, src: new URL(src, origins.urls[0]).href }));
    const open: Host['open'] = async ({ path = '/', headers = {}, ...lines } = {}) => {
      site.put(path, { body: hostPage(reels, lines), headers });
      await page.goto(new URL(path, site.url).href);
    };
    const openServed: Host['openServed'] = async (options) => {
      await open(options);
      expect(await readyState(page)).toEqual({ state: 'on' });
    };
    await use({ open, openServed, warnings });
  },
});

const hostPage = (
  reels: readonly object[],
  { connect = 'connect()', begin = 'play(0)' }: Pick<HostOptions, 'connect' | 'begin'>,
) => `<!doctype html>
<title>A page of somebody else</title>
<video muted playsinline style="height: 80vh"></video>
<script src="/hls.js"></script>
<script type="module">
  import { connect } from '/nextreel/index.js';
  const reels = ${JSON.stringify(reels)};
  const video = document.querySelector('video');
  const nextreel = ${connect};
  Object.assign(window, { connect, connection: nextreel, reels, video });
  nextreel.setFeed(reels);
  let hls;
  window.load = (index) => {
    hls?.destroy();
    hls = new Hls();
    hls.attachMedia(video);
    hls.loadSource(reels[index].src);
    video.play();
  };
  window.play = (index) => {
    load(index);
    nextreel.show(reels[index].id, video);
  };
  ${begin};
</script>`;

export const readyState = async (page: Page) => {
  await page.waitForFunction(() => 'connection' in window);
  return page.evaluate((): unknown => Reflect.get(Reflect.get(window, 'connection'), 'ready'));
};

/** Returns the id of the reel at this index of the demo's catalogue. */
export function idAt(index: number): string {
  const id = catalogue[index]?.id;
  if (id === undefined) throw new Error(`The catalogue has no reel ${index}`);
  return id;
}

export const play = (page: Page, index: number) => page.evaluate((to) => Reflect.get(window, 'play')(to), index);

export const positionIn = (page: Page) =>
  page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);

export async function expectMoving(page: Page): Promise<void> {
  await expect.poll(() => positionIn(page), often).toBeGreaterThan(0);
  const before = await positionIn(page);
  await expect.poll(() => positionIn(page), often).not.toBe(before);
}

/** Returns everything that Nextreel has left in the viewer's browser. */
export const leftovers = (page: Page) =>
  page.evaluate(async () => ({
    registrations: (await navigator.serviceWorker.getRegistrations()).length,
    caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    notes: Object.keys(localStorage),
  }));

/** Returns how many parts of the page hold each connection. */
export const connectionPartCounts = (page: Page) =>
  page.evaluate(() => {
    const held: unknown = Reflect.get(globalThis, Symbol.for('nextreel.connections'));
    return held instanceof Map ? [...held.values()].map((one) => Number(one.parts.count)) : [];
  });

/** Whether the worker's store holds a segment of this reel. */
export const isSegmentStored = (page: Page, id: string) =>
  page.evaluate(async (reelId) => {
    // Opening would create the database and get in the worker's way.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'nextreel')) return false;
    return new Promise<boolean>((resolve) => {
      const opening = indexedDB.open('nextreel');
      opening.addEventListener('success', () => {
        const database = opening.result;
        if (!database.objectStoreNames.contains('bodies')) {
          database.close();
          return resolve(false);
        }
        const reading = database.transaction('bodies').objectStore('bodies').getAllKeys();
        reading.addEventListener('success', () => {
          database.close();
          const keys = reading.result.map((key) => JSON.stringify(key));
          resolve(keys.some((key) => key.includes(`/${reelId}/`) && key.includes('.m4s')));
        });
      });
    });
  }, id);
