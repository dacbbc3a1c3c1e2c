import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataSaver, request, resetBrowser, session, startWorker, viewOf } from './testing/session.ts';

beforeEach(async () => {
  resetBrowser();
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('by the network')));
  await startWorker().views.onView({ ...viewOf(0), device: dataSaver }, 'page');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a request to another site is passed on at once', async () => {
  // A wait would never end.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const worker = startWorker();
  const response = await request(worker, '', undefined, '', 'https://elsewhere.test/song.mp3');
  expect(await response?.text()).toBe('by the network');
});

test('a request to the origin of a feed waits for a page to name the file, but only the first one', async () => {
  const worker = startWorker();
  expect(await (await request(worker, 'other/0.m4s'))?.text()).toBe('by the network');
  expect(await request(worker, 'other/0.m4s')).toBeUndefined();
});

test('a file of the feed is served as soon as a page names its reel', async () => {
  const worker = startWorker();
  const waiting = request(worker, 'two/main.m3u8');
  void worker.views.onView({ ...viewOf(1), device: dataSaver }, 'page');
  expect((await waiting)?.headers.get('x-nextreel-source')).toBe('network');
  expect(session.requests).toContain('two/main.m3u8');
});
