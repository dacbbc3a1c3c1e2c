import { expect, test as base } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../demo/catalogue.ts';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import type { Fault } from '../origins.ts';
import type { Variant } from './build-beside.ts';
import { record, type Result, type Visits } from './results.ts';
import { type Item, type SiteOptions, type SiteTraits, startSite } from './site.ts';
import { type Pace, visit } from './visit.ts';

const mediaRoot = fileURLToPath(new URL('../../demo/media', import.meta.url));

/** One row of a table: a page, and where and how it is served. */
export type Place = Pick<Result, 'group' | 'host' | 'lines'> & {
  readonly page: string;
  readonly folderOf: (variant: Variant) => string;
  readonly site?: SiteTraits;
  readonly start?: (options: SiteOptions, variant: Variant) => Promise<LoopbackServer>;
  readonly hostName?: string;
  readonly faults?: readonly Fault[];
  readonly ownFile?: string;
  /** A server in front of the origin. */
  readonly gate?: LoopbackServer;
};

export type HostOptions = {
  /** Without a link nothing is measured, and the test waits for each fact. */
  readonly pace: Pace;
};

export type HostFixtures = {
  /** Makes the same visit to the same page with and without Nextreel. */
  readonly visitBoth: (place: Place) => Promise<Visits>;
};

export const test = base.extend<HostOptions & HostFixtures, { readonly origin: LoopbackServer }>({
  pace: [{ link: null, swipes: 3, dwellMs: null }, { option: true }],
  origin: [
    // Playwright reads a fixture's dependencies from its parameter pattern; this one has none.
    async ({}, use) => {
      const origin = await startOrigin(mediaRoot, 0);
      await use(origin);
      await origin.close();
    },
    { scope: 'worker' },
  ],
  visitBoth: async ({ origin, pace }, use) => {
    await use(async (place) => {
      const without = await visitPlace(place, 'without', origin, pace);
      const visits = { without, with: await visitPlace(place, 'with', origin, pace) };
      const { group, host, lines } = place;
      if (pace.link !== null) record({ group, host, lines, ...visits });
      else for (const { firstFramesMs } of Object.values(visits)) expect(firstFramesMs).not.toContain(null);
      return visits;
    });
  },
});

async function visitPlace(place: Place, variant: Variant, origin: LoopbackServer, pace: Pace) {
  const { page, folderOf, site: traits = {}, start = startSite, gate = origin, faults = [], hostName, ownFile } = place;
  const site = await start({ ...traits, page, folder: folderOf(variant), items: itemsAt(gate) }, variant);
  const url = hostName === undefined ? site.url : site.url.replace('localhost', hostName);
  try {
    return await visit({
      pace,
      url,
      origin: origin.url,
      mediaUrl: gate.url,
      faults,
      ...(hostName === undefined ? {} : { hostName }),
      ...(ownFile === undefined ? {} : { ownFile }),
    });
  } finally {
    await site.close();
  }
}

const isMp4 = ({ src }: { src: string }) => src.endsWith('.mp4');
const hlsReels = catalogue.filter((reel) => !isMp4(reel));
const mp4Reels = catalogue.filter(isMp4);

/** Returns 24 reels, each with its own URLs. */
export function itemsAt({ url }: Pick<LoopbackServer, 'url'>): Item[] {
  const place = (path: string, lap: number) => new URL(lap === 0 ? path : `copies/${lap}/${path}`, url).href;
  return Array.from({ length: 24 }, (_, index) => {
    const hls = hlsReels[index % hlsReels.length];
    const file = mp4Reels[index % mp4Reels.length];
    if (hls === undefined || file === undefined) throw new RangeError('The catalogue has too few reels');
    const lap = Math.floor(index / hlsReels.length);
    return {
      id: `${hls.id}-${lap}`,
      hls: place(hls.src, lap),
      mp4: place(file.src, index + 1),
      poster: place(hls.poster, lap),
    };
  });
}

/** Expects the worker to serve the page, also offline, and to leave nothing behind when it is removed. */
export function expectServedAndRemovable(visits: Visits): void {
  expect(visits.with.standing).toEqual({ state: 'on' });
  expect(visits.with.hits).toBeGreaterThan(0);
  expect(visits.with.playsOffline).toBe(true);
  expectNoHarm(visits);
}

export function expectNoHarm(visits: Visits): void {
  expect(visits.with.left).toEqual(visits.without.left);
  expect(consoleLinesFromNextreel(visits)).toEqual([]);
}

/** Returns the console lines that appear only with Nextreel, except the warnings of msw about early reloads. */
export function consoleLinesFromNextreel(visits: Visits): string[] {
  return visits.with.said.filter((line) => !visits.without.said.includes(line) && !line.startsWith('[MSW] Warning'));
}
