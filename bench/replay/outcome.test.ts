import { expect, test } from 'vitest';
import { catalogue } from '../../demo/catalogue.ts';
import { demoMedia, mediaRoot, playableEverywhere } from '../contenders/contenders.ts';
import { ladders, weighMedia } from '../weight/weighted-media.ts';
import { MediaMap } from './media-map.ts';
import type { Visit } from './meter.ts';
import { outcomeOf } from './outcome.ts';
import { type Row, reportOf, worseThanHlsOnSwipe } from './report.ts';

const media = weighMedia(mediaRoot, ladders.mobile);

function visitTo(reelId: string, facts: Partial<Visit>): Visit {
  return {
    reelId,
    startMs: 0,
    playedMs: 0,
    stalledMs: 0,
    waitedMs: 0,
    playedMsByLines: {},
    switches: [],
    shown: [],
    ...facts,
  };
}

function answerTo(path: string, bytesSent: number) {
  const whole = { bytesSent, finished: true, left: false };
  return { atMs: 0, method: 'GET', path, query: '', status: 200, range: null, ...whole, headers: {} };
}

test('a segment counts as watched once, and only in the rendition that was shown', async () => {
  await playableEverywhere(demoMedia, 1e6);
  const map = await MediaMap.read(catalogue.slice(0, 1), media);
  const seen = '/aurora/270x480/000.m4s';
  const { bytes = 0 } = map.find(seen) ?? {};
  const log = [
    answerTo(seen, bytes),
    answerTo(seen, bytes),
    answerTo('/aurora/360x640/000.m4s', bytes),
    answerTo('/copies/1/aurora/270x480/000.m4s', bytes),
    answerTo('/aurora/main.m3u8', 700),
  ];
  const visits = [
    visitTo('aurora', { startMs: 900, waitedMs: 900, playedMs: 400, playedMsByLines: { 480: 400 }, shown: ['3:480'] }),
    visitTo('', { startMs: null, waitedMs: 100 }),
  ];
  const outcome = outcomeOf({ visits, log, processorSeconds: 1 }, map, ladders.mobile);
  expect(outcome.mediaBytes).toBe(4 * bytes);
  expect(outcome.otherBytes).toBe(700);
  expect(outcome.wastedShare).toBeCloseTo(0.75, 5);
  expect(outcome).toMatchObject({ firstReelMs: 900, startsMs: [null], lines: 480, playedSeconds: 0.4 });
  expect(outcome.score).toBeCloseTo(0.75 * 0.4 - 1.85 * 1 - (0.5 * 8 * (4 * bytes + 700)) / 1e6, 5);
});

test('the verdict lists every viewer and network on which hls.js alone does better', () => {
  const row = (contender: Row['contender'], stalledSeconds: number): Row => ({
    contender,
    network: 'low-1',
    networkClass: 'low',
    viewer: 'calm',
    firstReelMs: 1000,
    startsMs: [null, 20],
    playedSeconds: 40,
    stalledSeconds,
    stalledShare: 0.1,
    lines: 480,
    mediaBytes: 1e6,
    otherBytes: 1e4,
    wastedShare: 0.1,
    requests: 10,
    score: 1,
    processorSeconds: 1,
  });
  const rows = [row('nextreel', 5), row('hls-on-swipe', 3)];
  expect(worseThanHlsOnSwipe(rows)).toEqual(['calm on low-1: stalls s 5.0, hls.js 3.0']);
  expect(worseThanHlsOnSwipe([row('nextreel', 3), row('hls-on-swipe', 3)])).toEqual([]);
  expect(reportOf(rows)).toContain('| low | nextreel | never / never | 1 of 2 | 1000 | 5.0 |');
});
