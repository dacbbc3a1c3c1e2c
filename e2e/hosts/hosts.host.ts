import { expect, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../demo/catalogue.ts';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import type { Fault } from '../origins.ts';
import { record, type Visits } from './results.ts';
import { linesOf } from './nextreel-lines.ts';
import { type Item, startSite } from './site.ts';
import { visit } from './visit.ts';

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

async function visitBoth({ name, page = name, faults = [] }: Host): Promise<Visits> {
  const items = itemsAt(origin);
  const go = async (variant: 'with' | 'without') => {
    const site = await startSite({ host: page, variant, items });
    try {
      return await visit({ ...plan, faults, url: site.url, origin: origin.url });
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
  for (const host of hosts) {
    test(host.name, async () => {
      const visits = await visitBoth(host);
      record({ group: 'alone', host: host.name, lines: linesOf(host.page ?? host.name), ...visits });
      expect(visits.with.standing).toEqual({ state: 'on' });
      expect(visits.with.left).toEqual([]);
      expect(visits.with.said.filter((line) => !visits.without.said.includes(line))).toEqual([]);
    });
  }
});
