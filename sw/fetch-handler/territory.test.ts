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
  territory = new Territory({ config: defaultConfig, scopeOrigin: site });
});

test('what the feed names is ours at every replica and under every signature, and nothing beside it', () => {
  territory.see(view);
  territory.settle();
  const ours = ['https://b.test/m/r/main.m3u8', 'https://a.test/m/r/main.m3u8?token=2', `${site}/film.mp4`];
  expect(ours.map((url) => territory.judge(url))).toEqual(['ours', 'ours', 'ours']);
  const foreign = ['https://a.test/m/other/0.m4s', 'https://b.test/x.m3u9', `${site}/logo.png`, `${site}/api/x`];
  expect(foreign.map((url) => territory.judge(url))).toEqual(Array(4).fill('foreign'));
  expect(territory.judge('https://elsewhere.test/main.m3u8')).toBe('foreign');
});

test('where a reel may begin at an origin of the feed, the page may be about to name it', async () => {
  territory.see(view);
  territory.settle();
  const url = 'https://a.test/m/far/main.m3u8';
  expect(territory.judge(url)).toBe('unknown');
  const named = territory.nextNaming();
  territory.name([url], identity);
  await named;
  expect(territory.judge(url)).toBe('ours');
});

test('who asks for what nobody names waits for its naming once, and it is ours as soon as it is named', () => {
  territory.see(view);
  territory.settle();
  const url = 'https://a.test/m/live/main.m3u8';
  territory.leave(`${url}?_HLS_msn=1`);
  expect([url, `${url}?_HLS_msn=2`].map((one) => territory.judge(one))).toEqual(['foreign', 'foreign']);
  territory.name([url], identity);
  expect(territory.judge(url)).toBe('ours');
});

test('what a playlist of ours leads to is ours, wherever it is', () => {
  territory.settle();
  const text =
    '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k.key"\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:2,\nhttps://cdn.test/0.m4s?s=1\n';
  territory.learn(text, 'https://a.test/m/r/360.m3u8', identity);
  const ours = ['https://cdn.test/0.m4s', 'https://b.test/m/r/i.mp4', 'https://a.test/m/r/k.key?t=1'];
  expect(ours.map((url) => territory.judge(url))).toEqual(['ours', 'ours', 'ours']);
  expect(territory.judge('https://cdn.test/1.m4s')).toBe('foreign');
});

test('a worker that has just come to life does not know yet what it knew', () => {
  expect(territory.judge('https://a.test/m/r/0.m4s')).toBe('unknown');
  expect(territory.judge('https://a.test/api/items')).toBe('foreign');
});

test('a site names more with paths and origins, and less with types', () => {
  const intercept = { types: ['segment', 'playlist'], origins: ['https://cdn.test'], paths: ['/media/*'] } as const;
  const narrow = new Territory({ config: { intercept }, scopeOrigin: site });
  narrow.settle();
  const judged = ['https://cdn.test/x/0.m4s', `${site}/media/a/0.ts`, `${site}/other/0.ts`, 'https://cdn.test/p.webp'];
  expect(judged.map((url) => narrow.judge(url))).toEqual(['ours', 'ours', 'foreign', 'foreign']);
});

test('what was named is bounded', () => {
  territory.settle();
  territory.name(
    Array.from({ length: 110_000 }, (_, number) => `https://cdn.test/${number}.m4s`),
    identity,
  );
  expect([0, 109_999].map((number) => territory.judge(`https://cdn.test/${number}.m4s`))).toEqual(['foreign', 'ours']);
});
