import { expect, test } from '@playwright/test';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBrowser } from '../../bench/browser.ts';
import { catalogue } from '../../demo/catalogue.ts';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import type { Fault } from '../origins.ts';
import { builtPages } from './build.ts';
import { besideFolder, besideHosts, ownFile, type Variant } from './build-beside.ts';
import { linesBeside, linesOf } from './nextreel-lines.ts';
import { record, type Visits } from './results.ts';
import { type Item, startSite } from './site.ts';
import { comeBack, openMeasured, untilMoving, visit } from './visit.ts';

const mediaRoot = fileURLToPath(new URL('../../demo/media', import.meta.url));
const link = { rttMs: 100, bps: 4_000_000 };
const plan = { link, swipes: 11, dwellMs: 2_500 };

let origin: LoopbackServer;
test.beforeAll(async () => {
  origin = await startOrigin(mediaRoot, 0);
});
test.afterAll(() => origin.close());

const isFile = ({ src }: { src: string }) => src.endsWith('.mp4');
const hlsReels = catalogue.filter((reel) => !isFile(reel));
const files = catalogue.filter(isFile);

/** Reels of their own, as far as addresses are concerned. */
function itemsAt({ url }: LoopbackServer): Item[] {
  const place = (path: string, lap: number) => new URL(lap === 0 ? path : `copies/${lap}/${path}`, url).href;
  return Array.from({ length: 24 }, (_, index) => {
    const hls = hlsReels[index % hlsReels.length];
    const file = files[index % files.length];
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

type Host = {
  readonly name: string;
  /** The page, where it is not named like the host. */
  readonly page?: string;
  readonly faults?: readonly Fault[];
};

type Place = {
  readonly host: string;
  readonly folderOf: (variant: Variant) => string;
  readonly faults?: readonly Fault[];
  readonly ownFile?: string;
};

async function visitBoth({ host, folderOf, faults = [], ...rest }: Place): Promise<Visits> {
  const items = itemsAt(origin);
  const go = async (variant: Variant) => {
    const site = await startSite({ host, folder: folderOf(variant), items });
    try {
      return await visit({ ...plan, ...rest, faults, url: site.url, origin: origin.url });
    } finally {
      await site.close();
    }
  };
  return { without: await go('without'), with: await go('with') };
}

const hosts: readonly Host[] = [
  { name: 'native-mp4' },
  { name: 'native-mp4-without-cors', page: 'native-mp4', faults: [{ path: '.mp4', kind: 'no-cors' }] },
  { name: 'plain-hls' },
  { name: 'attached-hls' },
  { name: 'shaka' },
  { name: 'media-chrome' },
  { name: 'hls-from-script-tag' },
  { name: 'mux-player' },
  { name: 'vidstack' },
  { name: 'video-js' },
  { name: 'react' },
  { name: 'vue' },
  { name: 'plyr' },
];

test.describe('alone', () => {
  const folderOf = (variant: Variant) => join(builtPages, variant);
  for (const { name, page = name, faults = [] } of hosts) {
    test(name, async () => {
      const visits = await visitBoth({ host: page, folderOf, faults });
      record({ group: 'alone', host: name, lines: linesOf(page), ...visits });
      expectNoHarm(visits);
    });
  }
});

test.describe('beside a worker of the site’s own', () => {
  for (const host of besideHosts) {
    test(host, async () => {
      const visits = await visitBoth({ host, folderOf: (variant) => besideFolder(host, variant), ownFile });
      record({ group: 'beside', host, lines: linesBeside, ...visits });
      expectNoHarm(visits);
      expect(visits.with.ownAnswers).toBe(true);
    });
  }
});

test('a new version of the site’s own worker waits for the site’s own prompt', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nextreel-prompt-'));
  cpSync(besideFolder('pwa-prompt', 'with'), folder, { recursive: true });
  const site = await startSite({ host: 'pwa-prompt', folder, items: itemsAt(origin) });
  try {
    await withBrowser({}, async (page) => {
      await openMeasured(page, site.url);
      await comeBack(page);
      await untilMoving(page);
      appendFileSync(join(folder, 'sw.js'), '\n// the next version');
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await page.waitForFunction(() => Reflect.get(window, 'isPrompted') === true);
      expect(await page.evaluate(() => window.measureSwipe(1, 4_000))).not.toBeNull();
      const waiting = () =>
        page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state);
      expect(await waiting()).toBe('installed');
    });
  } finally {
    await site.close();
    rmSync(folder, { recursive: true });
  }
});

function expectNoHarm(visits: Visits): void {
  expect(visits.with.standing).toEqual({ state: 'on' });
  expect(visits.with.left).toEqual(visits.without.left);
  expect(visits.with.said.filter((line) => !visits.without.said.includes(line))).toEqual([]);
}
