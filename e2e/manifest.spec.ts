import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { queueSchema } from '../src/shared/events.ts';
import { often } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const manifest = [
  '#EXTM3U',
  '#EXT-X-VERSION:7',
  '#EXT-X-VENDOR-THING:kept="to the letter",x=0x1F',
  '#EXT-X-STREAM-INF:BANDWIDTH=200000,RESOLUTION=270x480,CODECS="avc1.640015,mp4a.40.2"',
  'low/index.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=540x960,CODECS="dvh1.05.03,ec-3"',
  'other/index.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=220000,RESOLUTION=270x480,CODECS="avc1.640015,mp4a.40.2"',
  'better/index.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=900000000,RESOLUTION=540x960,CODECS="avc1.64001F,mp4a.40.2"',
  'dear/index.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=490000,RESOLUTION=2160x3840,CODECS="avc1.640033,mp4a.40.2"',
  'huge/index.m3u8',
  '',
].join('\n');

function askText(page: Page, url: string): Promise<string> {
  return page.evaluate(async (asked) => (await fetch(asked)).text(), url);
}

async function readQueue(page: Page): Promise<v.InferOutput<typeof queueSchema>> {
  return v.parse(queueSchema, await page.evaluate(async () => (await fetch('/api/v1/prefetch/status')).json()));
}

test('a manifest lists only playable renditions, the chosen one first, and keeps all its other lines', async ({
  feed,
  origins,
}) => {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await feed.configure({ intercept: { origins: origins.urls } });
  const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/vnd.apple.mpegurl' };
  await feed.page.context().route('**/adapted/*/main.m3u8', (route) => route.fulfill({ body: manifest, headers }));
  let visit = 0;
  // The worker learns decoders and bandwidth shortly after the page opens, so each try requests a fresh manifest.
  const listed = async () => {
    visit += 1;
    const text = await askText(feed.page, `${origins.urls[0]}adapted/${visit}/main.m3u8`);
    return text.split('\n').filter((line) => line.endsWith('.m3u8'));
  };
  await expect.poll(listed).toEqual(['better/index.m3u8', 'low/index.m3u8']);
  const text = await askText(feed.page, `${origins.urls[0]}adapted/last/main.m3u8`);
  expect(text).toContain('#EXT-X-VENDOR-THING:kept="to the letter",x=0x1F\n');
});

test('prefetching of media stops at once when a player has to wait for bytes', async ({ feed, origins }) => {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await origins.shape({ rttMs: 100, bytesPerSecond: 120_000 });
  await feed.open('/?reel=lighthouse');
  const readBodies = async () => {
    const { rest, running } = await readQueue(feed.page);
    return { rest, bodies: running.filter(({ kind }) => kind !== 'manifest-or-playlist').map(({ key }) => key) };
  };
  await expect.poll(async () => (await readBodies()).bodies.length, { timeout: 30_000, ...often }).toBeGreaterThan(0);
  // So slow that no transfer would finish soon.
  await origins.shape({ rttMs: 100, bytesPerSecond: 2_000 });
  const { bodies } = await readBodies();
  // The seek does not change the plan: the viewer is still at the same reel.
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: video.duration - 1 }));
  await expect
    .poll(readBodies, { timeout: 10_000, ...often })
    .toEqual({ rest: 'a player waits for bytes', bodies: [] });
  const leftAtOrigins = (await origins.log()).filter(({ left }) => left).map(({ path }) => path);
  expect(leftAtOrigins.filter((path) => bodies.some((key) => key.endsWith(path)))).not.toEqual([]);
});
