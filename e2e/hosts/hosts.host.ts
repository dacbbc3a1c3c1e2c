import { expect, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../demo/catalogue.ts';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import { record } from './results.ts';
import { linesOf } from './nextreel-lines.ts';
import { type Item, startSite } from './site.ts';
import { type Visit, visit } from './visit.ts';

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

async function visitBoth(host: string): Promise<{ with: Visit; without: Visit }> {
  const items = itemsAt(origin);
  const go = async (variant: 'with' | 'without') => {
    const site = await startSite({ host, variant, items });
    try {
      return await visit({ ...plan, url: site.url, origin: origin.url });
    } finally {
      await site.close();
    }
  };
  const without = await go('without');
  return { without, with: await go('with') };
}

test.describe('alone', () => {
  for (const host of ['plain-hls', 'attached-hls', 'native-mp4']) {
    test(host, async () => {
      const visits = await visitBoth(host);
      record({ group: 'alone', host, lines: linesOf(host), ...visits });
      expect(visits.with.standing).toEqual({ state: 'on' });
      expect(visits.with.playsOffline).toBe(true);
      expect(visits.with.left).toEqual([]);
      expect(visits.with.said).toEqual(visits.without.said);
    });
  }
});
