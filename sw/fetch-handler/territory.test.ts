import { beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../src/shared/config.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import type { View } from '../../src/shared/messages.ts';
import { Territory } from './territory.ts';

const site = 'https://site.test';
const identity = { origins: ['a', 'b'].map((id) => ({ id, url: `https://${id}.test/m/` })), volatileParameters: [] };
const reel = { id: 'r', format: 'hls' as const, durationSeconds: 5, tags: [] };
const view: View = {
  type: 'view',
  viewerId: 'v',
  atMs: 0,
  visible: true,
  origins: identity.origins,
  reels: [
    { ...reel, url: 'https://a.test/m/r/main.m3u8?token=1', poster: 'https://a.test/m/r/poster.webp' },
    { ...reel, id: 'file', format: 'mp4' as const, url: `${site}/film.mp4`, poster: null },
  ],
  currentIndex: 0,
  playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
  throughputBps: null,
  device: unknownDevice,
};

let territory: Territory;

beforeEach(() => {
  territory = new Territory({ config: defaultConfig, scopeOrigin: site, origins: { latest: identity.origins } });
});

test('media that the feed names is handled at every replica and with any signature, and nothing else is', () => {
  territory.onView(view);
  territory.markRestored();
  const ours = ['https://b.test/m/r/main.m3u8', 'https://a.test/m/r/main.m3u8?token=2', `${site}/film.mp4`];
  expect(ours.map((url) => territory.judge(url))).toEqual(['served', 'served', 'served']);
  const foreign = ['https://a.test/m/other/0.m4s', 'https://b.test/x.m3u9', `${site}/logo.png`, `${site}/api/x`];
  expect(foreign.map((url) => territory.judge(url))).toEqual(Array(4).fill('foreign'));
  expect(territory.judge('https://elsewhere.test/main.m3u8')).toBe('foreign');
});

test('a possible reel at an origin of the feed is unknown until the page names it', async () => {
  territory.onView(view);
  territory.markRestored();
  const url = 'https://a.test/m/far/main.m3u8';
  expect(territory.judge(url)).toBe('unknown');
  const named = territory.nextNamed();
  territory.name([url], identity);
  await named;
  expect(territory.judge(url)).toBe('served');
});

test('an address that is not named is waited for only once, and is handled as soon as it is named', () => {
  territory.onView(view);
  territory.markRestored();
  const url = 'https://a.test/m/live/main.m3u8';
  territory.disown(`${url}?_HLS_msn=1`);
  expect([url, `${url}?_HLS_msn=2`].map((one) => territory.judge(one))).toEqual(['foreign', 'foreign']);
  territory.name([url], identity);
  expect(territory.judge(url)).toBe('served');
});

test('the parts of a live stream whose playlist the worker does not read are not waited for', () => {
  territory.onView(view);
  territory.markRestored();
  territory.noteUnread('https://a.test/m/live/video.m3u8?_HLS_msn=7&_HLS_part=1');
  const asked = ['live/part7.2.mp4', 'film.mp4', 'live/other.m3u8'].map((path) => `https://a.test/m/${path}`);
  expect(asked.map((url) => territory.judge(url))).toEqual(['foreign', 'unknown', 'unknown']);
});

test('files that a known playlist lists are handled at any origin', () => {
  territory.markRestored();
  const longName = `${'n'.repeat(3000)}.m4s`;
  const text =
    '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k.key"\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:2,\nhttps://cdn.test/0.m4s?s=1\n';
  territory.learn(`${text}#EXTINF:2,\n${longName}\n`, 'https://a.test/m/r/360.m3u8', identity);
  const ours = ['https://cdn.test/0.m4s', 'https://b.test/m/r/i.mp4', 'https://a.test/m/r/k.key?t=1'];
  expect(ours.map((url) => territory.judge(url))).toEqual(['served', 'served', 'served']);
  expect(territory.judge(`https://b.test/m/r/${longName}`)).toBe('served');
  expect(territory.judge('https://cdn.test/1.m4s')).toBe('foreign');
});

test('what an earlier version of a playlist listed is handled after the next version was read', () => {
  territory.markRestored();
  const url = 'https://a.test/m/r/360.m3u8';
  for (const first of [0, 1, 2]) {
    territory.learn(`#EXTM3U\n#EXTINF:2,\n${first}.ts\n#EXTINF:2,\n${first + 1}.ts\n`, `${url}?at=${first}`, identity);
  }
  const judged = [0, 1, 2, 3, 4].map((number) => territory.judge(`https://b.test/m/r/${number}.ts`));
  expect(judged).toEqual(['served', 'served', 'served', 'served', 'foreign']);
});

test('a playlist above the folder of the origins leads to their replicas too', () => {
  territory.markRestored();
  territory.learn('#EXTM3U\n#EXTINF:2,\nm/r/0.ts\n', 'https://a.test/list.m3u8', identity);
  expect(territory.judge('https://b.test/m/r/0.ts')).toBe('served');
  expect(territory.judge('https://b.test/r/0.ts')).toBe('foreign');
});

test('what a viewer’s playlists listed is left to the browser after a sign-out', () => {
  territory.markRestored();
  territory.learn('#EXTM3U\n#EXTINF:2,\n0.ts\n#EXTINF:2,\n../1.ts\n', 'https://a.test/m/r/360.m3u8', identity);
  territory.forget();
  const judged = ['https://a.test/m/r/0.ts', 'https://a.test/m/1.ts'].map((url) => territory.judge(url));
  expect(judged).toEqual(['foreign', 'foreign']);
});

test('a worker that has just started judges media addresses as unknown', () => {
  expect(territory.judge('https://a.test/m/r/0.m4s')).toBe('unknown');
  expect(territory.judge('https://a.test/api/items')).toBe('foreign');
});

test('a site extends the territory by paths and origins, and limits it by types', () => {
  const intercept = { types: ['segment', 'playlist'], origins: ['https://CDN.test:443'], paths: ['/media/*'] } as const;
  const narrow = new Territory({ config: { intercept }, scopeOrigin: site, origins: { latest: [] } });
  narrow.markRestored();
  const judged = ['https://cdn.test/x/0.m4s', `${site}/media/a/0.ts`, `${site}/other/0.ts`, 'https://cdn.test/p.webp'];
  expect(judged.map((url) => narrow.judge(url))).toEqual(['served', 'served', 'foreign', 'foreign']);
});

test('an MP4 file that a playlist lists counts as a segment', () => {
  const intercept = { types: ['playlist', 'segment'], origins: [], paths: [] } as const;
  const narrow = new Territory({ config: { intercept }, scopeOrigin: site, origins: { latest: identity.origins } });
  narrow.markRestored();
  narrow.onView(view);
  narrow.learn('#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\n0.m4s\n', 'https://a.test/m/r/360.m3u8', identity);
  const judged = ['https://b.test/m/r/init.mp4', `${site}/film.mp4`].map((url) => narrow.judge(url));
  expect(judged).toEqual(['served', 'foreign']);
});

test('the number of named addresses is bounded', () => {
  territory.markRestored();
  territory.name(
    Array.from({ length: 110_000 }, (_, number) => `https://cdn.test/${number}.m4s`),
    identity,
  );
  expect([0, 109_999].map((number) => territory.judge(`https://cdn.test/${number}.m4s`))).toEqual([
    'foreign',
    'served',
  ]);
});
