import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFeedPage } from '../src/shared/feed';
import type { LoopbackServer } from './loopback-server';
import { startPage } from './page-server';

let dist: string;
let page: LoopbackServer;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(dist, 'assets'));
  await writeFile(join(dist, 'index.html'), '<title>Reels</title>');
  await writeFile(join(dist, 'sw.js'), 'self.x = 1;');
  await writeFile(join(dist, 'assets', 'main-abc.js'), 'export {};');
  page = await startPage(dist, ['http://localhost:1/'], 0);
});

afterAll(async () => {
  await page.close();
  await rm(dist, { recursive: true });
});

it('serves the page and its worker with no-cache, so that a new version is used at once', async () => {
  for (const [path, type] of [
    ['', 'text/html; charset=utf-8'],
    ['sw.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    const response = await fetch(page.url + path);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-type')).toBe(type);
  }
});

it('serves files with a hash in their name as immutable', async () => {
  const response = await fetch(`${page.url}assets/main-abc.js`);
  expect(response.headers.get('cache-control')).toContain('immutable');
});

it.each(['dashboard', 'saved', 'reels/7'])('answers the route /%s with the page', async (route) => {
  expect(await (await fetch(page.url + route)).text()).toBe('<title>Reels</title>');
});

it.each(['missing.js', '..%2f..%2fetc%2fhosts.txt', '%00.js', '%E0%A4%A.js'])('answers /%s with 404', async (path) => {
  expect((await fetch(page.url + path)).status).toBe(404);
});

it('answers 304 without a body to a client that has the current version', async () => {
  const etag = (await fetch(`${page.url}sw.js`)).headers.get('etag') ?? '';
  const again = await fetch(`${page.url}sw.js`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});

it('serves a feed that lists the origins, and refuses an invalid query', async () => {
  const feed = readFeedPage(await (await fetch(`${page.url}feed.json?reels=40`)).json(), page.url);
  expect(feed.origins).toEqual([{ id: 'origin-1', url: 'http://localhost:1/' }]);
  expect(feed.total).toBe(40);
  expect((await fetch(`${page.url}feed.json?page=none`)).status).toBe(400);
});

it('tells how to build the page if it is not built', async () => {
  const empty = await startPage(join(dist, 'nowhere'), [], 0);
  expect(await (await fetch(empty.url)).text()).toContain('npm run build');
  await empty.close();
});
