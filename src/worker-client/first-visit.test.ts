import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FirstVisit } from './first-visit.ts';

const file = { url: 'https://media.example/0.m4s', range: null };

let serviceWorker: EventTarget & { controller: object | null };
let asked: string[];
let isFree: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  serviceWorker = Object.assign(new EventTarget(), { controller: null });
  asked = [];
  isFree = false;
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('fetch', (url: string, { cache }: RequestInit) => {
    asked.push(`${url} ${cache}`);
    return Promise.resolve(new Response('bytes'));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const visit = () =>
  new FirstVisit({
    isAllowed: () => true,
    mayUseLink: () => isFree,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  });

test('a file loaded before the worker came is requested again from the HTTP cache once the link is free', async () => {
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual([]);
  isFree = true;
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual([`${file.url} force-cache`]);
});

test('a feed page is requested again at once, even while the link is in use', async () => {
  const first = visit();
  first.noteLoaded({ url: 'https://site.example/feed.json', range: null, isIndex: true });
  first.noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['https://site.example/feed.json force-cache']);
});

test('playlists are requested again before segments, and of the segments the one loaded last comes first', async () => {
  isFree = true;
  const first = visit();
  for (const name of ['0/index.m3u8', '0/0.m4s', '0/1.m4s', '1/index.m3u8', '1/0.m4s'])
    first.noteLoaded({ url: name, range: null, isIndex: name.endsWith('m3u8') });
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(500);
  expect(asked.map((request) => request.replace(' force-cache', ''))).toEqual([
    '0/index.m3u8',
    '1/index.m3u8',
    '1/0.m4s',
    '0/1.m4s',
    '0/0.m4s',
  ]);
});

test('a file is requested again even if the link never becomes free', async () => {
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([`${file.url} force-cache`]);
});

test('a file requested before the worker knew the page is repeated once loaded, later ones are not', async () => {
  isFree = true;
  const first = visit();
  const fileOf = (name: string) => ({ url: `https://media.example/${name}`, range: null });
  const before = performance.now();
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(500);
  const soonAfter = performance.now();
  await vi.advanceTimersByTimeAsync(10_000);
  first.noteLoaded(fileOf('under-way'), before);
  first.noteLoaded(fileOf('unknown'), soonAfter);
  first.noteLoaded(fileOf('never-stored'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['https://media.example/under-way force-cache', 'https://media.example/unknown force-cache']);
});

test('only the first five hundred files are remembered while no worker comes', async () => {
  isFree = true;
  const first = visit();
  for (let name = 0; name < 600; name += 1) first.noteLoaded({ url: `https://media.example/${name}.m4s`, range: null });
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked.length, asked[0]]).toEqual([500, 'https://media.example/499.m4s force-cache']);
});

test('nothing is requested again if a worker controls the page from the start', async () => {
  serviceWorker.controller = {};
  isFree = true;
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
});

test('the pieces that an MP4 playlist names are requested, and none that their bytes seem to name', async () => {
  const bodies = ['#EXTM3U\n#EXT-X-MAP:URI="3-0/init.mp4"\n#EXTINF:2,\n3-0/0.m4s\n', 'moov\nmore', 'moof\nmore'];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response(bodies[asked.length - 1]));
  });
  isFree = true;
  visit().noteLoaded({ url: 'https://media.example/a.mp4/nextreel/index.m3u8', range: null });
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.map((url) => url.replace('https://media.example/a.mp4/nextreel/', ''))).toEqual([
    'index.m3u8',
    '3-0/init.mp4',
    '3-0/0.m4s',
  ]);
});
