import { beforeAll, expect, test } from 'vitest';
import type { ReadMedia } from '../../demo/static-files.ts';
import { catalogue } from '../../demo/catalogue.ts';
import { mediaRoot, playableEverywhere } from '../contenders/contenders.ts';
import { bpsAt, classOf, listCases } from '../replay/cases.ts';
import { MediaMap } from '../replay/media-map.ts';
import { outcomeOf } from '../replay/outcome.ts';
import { ladders, weighMedia } from '../weight/weighted-media.ts';
import { holdInMemory } from './held-media.ts';
import { HlsOnSwipePage } from './hls-on-swipe-page.ts';
import { NextreelPage } from './nextreel-page.ts';
import { watchVirtually } from './watch.ts';

const sessionMs = 20_000;
const cases = listCases(undefined, { viewers: 2, networksPerClass: 1, sessionMs });
let reels = catalogue;
let media: ReadMedia;
let map: MediaMap;

beforeAll(async () => {
  const weighed = weighMedia(mediaRoot, ladders.mobile);
  reels = await playableEverywhere(weighed, 1e6);
  map = await MediaMap.read(reels, weighed);
  media = await holdInMemory(reels, weighed);
});

async function watch(Page: typeof NextreelPage | typeof HlsOnSwipePage, kind: string) {
  const one = cases.findLast((each) => classOf(each) === kind);
  if (one === undefined) throw new RangeError(`There is no ${kind} link`);
  const session = await watchVirtually(Page, one, { reels, media, sessionMs, bpsAt });
  return outcomeOf(session, map, ladders.mobile);
}

test.each(['slow', 'high'])(
  'on a %s link reels start as soon and play for as long as with hls.js alone',
  async (kind) => {
    const ours = await watch(NextreelPage, kind);
    const plain = await watch(HlsOnSwipePage, kind);
    expect(ours.firstReelMs ?? Infinity).toBeLessThanOrEqual(1.1 * (plain.firstReelMs ?? 0));
    expect(ours.playedSeconds).toBeGreaterThanOrEqual(plain.playedSeconds - 0.5);
    expect(ours.stalledSeconds).toBeLessThanOrEqual(plain.stalledSeconds + 1);
    for (const [swipe, startMs] of ours.startsMs.entries())
      expect(startMs ?? Infinity).toBeLessThanOrEqual((plain.startsMs[swipe] ?? Infinity) + 100);
  },
  60_000,
);
