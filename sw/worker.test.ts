import { beforeEach, expect, test, vi } from 'vitest';
import { mediaHeaders } from '../src/shared/media-headers.ts';
import { handleFetch } from './fetch-handler/fetch-handler.ts';
import { readFixture } from './mp4/fixtures/fixture.ts';
import { FileOrigin } from './mp4/testing/file-origin.ts';
import {
  answerNormally,
  cdn,
  dataSaver,
  home,
  request,
  resetBrowser,
  segmentBytes,
  session,
  signOut,
  sourceOf,
  startWorker,
  viewOf,
} from './testing/session.ts';
import type { Worker } from './worker.ts';

beforeEach(resetBrowser);

test('in a session the next reel is prefetched, served after a swipe and a restart, and gone after a sign-out', async () => {
  const first = startWorker();
  await first.views.onView(viewOf(0), 'page');
  const isKept = (worker: Worker, path: string) =>
    worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}${path}`));
  await vi.waitFor(async () => expect(await isKept(first, 'two/0.m4s')).toBeDefined(), { interval: 5 });

  await first.views.onView(viewOf(1), 'page');
  const before = session.requests.length;
  expect(sourceOf(await request(first, 'two/main.m3u8'))).toBe('memory');
  const hit = await request(first, 'two/0.m4s');
  expect([sourceOf(hit), hit?.headers.get('etag')]).toEqual(['memory', '"two/0.m4s"']);
  expect((await hit?.arrayBuffer())?.byteLength).toBe(segmentBytes);
  expect(session.requests.slice(before)).not.toContain('two/0.m4s');

  const second = startWorker();
  expect(sourceOf(await request(second, 'two/0.m4s'))).toBe('store');
  session.answer = () => Response.error();
  expect(sourceOf(await request(second, 'two/main.m3u8'))).toBe('store');

  session.answer = answerNormally;
  await second.views.onView(viewOf(1), 'page');
  await signOut(second);
  session.requests = [];
  const third = startWorker();
  await third.views.onView(viewOf(1), 'page');
  expect(session.requests).toContain('three/main.m3u8');
  expect(await isKept(third, 'two/0.m4s')).toBeUndefined();
});

test('requests for files that the feed does not name are left to the browser', async () => {
  const worker = startWorker();
  await worker.views.onView(viewOf(0), 'page');
  expect(await request(worker, 'other/0.m4s')).toBeUndefined();
  expect(await request(worker, 'one/logo.png')).toBeUndefined();
  expect(sourceOf(await request(worker, 'one/main.m3u8'))).toBeDefined();
});

test('a saved file plays offline before its reel is in view, and other files are left to the browser', async () => {
  const origin = new FileOrigin({ bytes: readFixture('front-index.mp4') });
  session.answer = (path, init) => (path === 'film.mp4' ? origin.fetch(`${cdn}${path}`, init) : answerNormally(path));
  const network = vi.fn(() => Promise.resolve(Response.error()));
  vi.stubGlobal('fetch', network);
  const play = async (worker: Worker, name: string) => {
    const answers: Promise<Response>[] = [];
    const asked = new Request(`${cdn}${name}`, { headers: { range: 'bytes=0-' } });
    const event = {
      clientId: 'page',
      request: Object.defineProperty(asked, 'destination', { value: 'video' }),
      respondWith: (answer: Promise<Response>) => void answers.push(answer),
      waitUntil: () => undefined,
    };
    handleFetch(Object.assign(Object.create(null), event), worker.routes);
    return (await answers[0])?.status;
  };
  const first = startWorker();
  await first.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  const facts = { poster: null, durationSeconds: 4, tags: [], title: '', author: '' };
  const film = { id: 'film', url: `${cdn}film.mp4`, format: 'file' as const, ...facts };
  await first.offline.receive({ type: 'save', reels: [film] });
  await first.offline.work();

  session.answer = () => Response.error();
  expect([await play(first, 'film.mp4?token=2'), await play(first, 'other.mp4')]).toEqual([206, undefined]);
  const second = startWorker();
  expect(await play(second, 'film.mp4')).toBe(206);
  await second.views.onView({ ...viewOf(0, home), device: dataSaver }, 'page');
  expect([await play(second, 'film.mp4'), await play(second, 'other.mp4')]).toEqual([206, undefined]);
  expect(network).not.toHaveBeenCalled();
  await signOut(second);
  expect(await play(second, 'film.mp4')).toBeUndefined();
  vi.unstubAllGlobals();
});

test('after a request that may have changed a file, its parts are requested anew', async () => {
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  let version = 1;
  session.answer = () =>
    new Response(`${version}`.padEnd(10, '.'), {
      status: 206,
      headers: { 'content-range': 'bytes 0-9/100', 'cache-control': 'max-age=600', 'content-type': 'video/mp4' },
    });
  worker.routes.territory.learn('#EXTM3U\n#EXTINF:2,\nclip.mp4\n', `${cdn}one/360.m3u8`, { origins: [] });
  const ask = async () => (await request(worker, 'one/clip.mp4', { headers: { range: 'bytes=0-9' } }))?.text();
  expect(await ask()).toBe('1.........');
  version = 2;
  expect(await ask()).toBe('1.........');
  await request(worker, 'one/clip.mp4', { method: 'PUT' });
  await vi.waitFor(async () => expect(await ask()).toBe('2.........'), { interval: 5 });
});

test('a site that only intercepts, and so sends no views, has its store kept in order', async () => {
  const worker = startWorker();
  await worker.settings.update({ intercept: { paths: [`${cdn}*`] } });
  const maintain = vi.spyOn(worker.routes.cache, 'maintain');
  expect(sourceOf(await request(worker, 'one/0.m4s'))).toBe('network');
  await vi.waitFor(() => expect(maintain).toHaveBeenCalled(), { interval: 5 });
});

test('a reel can be saved while another one plays even if prefetching is off', async () => {
  const worker = startWorker();
  await worker.settings.update({ prefetcher: { default_prefetch_count: 0, max_prefetch_count: 0 } });
  await worker.views.onView(viewOf(0), 'page');
  const facts = { poster: null, durationSeconds: 8, tags: [], title: '', author: '' };
  const two = { id: 'two', url: `${cdn}two/main.m3u8`, format: 'hls' as const, ...facts };
  await worker.offline.receive({ type: 'save', reels: [two] });
  await worker.offline.work();
  expect(session.requests).toContain('two/3.m4s');
});

test('kinds of media that the site leaves to the browser are not prefetched', async () => {
  const worker = startWorker();
  await worker.settings.update({ intercept: { types: ['playlist', 'segment'] } });
  await worker.views.onView(viewOf(0), 'page');
  await vi.waitFor(() => expect(session.requests).toContain('two/0.m4s'), { interval: 5 });
  expect(session.requests.filter((path) => path.endsWith('.webp'))).toEqual([]);
});

test('stale entries are revalidated with their origin, and removed when it answers 410', async () => {
  session.answer = (path) => {
    const response = answerNormally(path);
    response.headers.set('cache-control', 'max-age=0');
    return response;
  };
  const worker = startWorker();
  await worker.views.onView(viewOf(0), 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']) await (await request(worker, path))?.arrayBuffer();
  const conditions: (string | null)[] = [];
  session.answer = (path, init) => {
    conditions.push(new Headers(init?.headers).get('if-none-match'));
    return new Response(null, { status: 304, headers: { etag: `"${path}"`, 'cache-control': 'max-age=600' } });
  };
  const confirmed = await request(worker, 'one/0.m4s');
  expect([confirmed?.status, sourceOf(confirmed), conditions]).toEqual([200, 'memory', ['"one/0.m4s"']]);
  expect(sourceOf(await request(worker, 'one/0.m4s'))).toBe('memory');
  expect(conditions).toHaveLength(1);

  session.answer = () => new Response(null, { status: 410 });
  expect((await request(worker, 'one/360.m3u8'))?.status).toBe(410);
  session.answer = () => Response.error();
  expect((await request(worker, 'one/360.m3u8'))?.type).toBe('error');
});

test('a prefetched no-cache playlist answers the swipe it was fetched for, and is requested again afterwards', async () => {
  session.answer = (path) => {
    const response = answerNormally(path);
    response.headers.set('cache-control', 'no-cache');
    return response;
  };
  const worker = startWorker();
  await worker.views.onView(viewOf(0), 'page');
  const isKept = () => worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}two/0.m4s`));
  await vi.waitFor(async () => expect(await isKept()).toBeDefined(), { interval: 5 });
  session.requests = [];
  for (const path of ['two/main.m3u8', 'two/360.m3u8', 'two/0.m4s'])
    expect(sourceOf(await request(worker, path))).toBe('memory');
  expect(session.requests.filter((path) => path.startsWith('two/'))).toEqual([]);
  await request(worker, 'two/main.m3u8');
  expect(session.requests).toContain('two/main.m3u8');
});

test('a range request with If-Range for another version is passed to the origin', async () => {
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8']) await request(worker, path);
  const network = vi.fn(() => Promise.resolve(new Response('another version')));
  vi.stubGlobal('fetch', network);
  const part = await request(worker, 'one/0.m4s', { headers: { range: 'bytes=0-9', 'if-range': '"older"' } });
  vi.unstubAllGlobals();
  expect([await part?.text(), network.mock.calls.length]).toEqual(['another version', 1]);
});

test('only responses to a player during a prefetch carry the bandwidth of the whole link', async () => {
  const worker = startWorker();
  const lineOf = (answer: Response | undefined) => answer?.headers.get(mediaHeaders.lineBps) ?? null;
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s'])
    expect(lineOf(await request(worker, path))).toBeNull();
  session.answer = (path) => (path === 'two/0.m4s' ? new Promise(() => {}) : answerNormally(path));
  await worker.views.onView({ ...viewOf(0), throughputBps: 3_000_000 }, 'page');
  await vi.waitFor(() => expect(session.requests).toContain('two/0.m4s'), { interval: 5 });
  expect(Number(lineOf(await request(worker, 'one/1.m4s')))).toBeGreaterThan(0);
  expect(lineOf(await request(worker, 'one/1.m4s'))).toBeNull();
});

test('no more segments are prefetched from an origin that sent one with no-store', async () => {
  session.answer = (path) => {
    const response = answerNormally(path);
    if (path.endsWith('.m4s')) response.headers.set('cache-control', 'no-store');
    return response;
  };
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']) await (await request(worker, path))?.arrayBuffer();
  await worker.views.onView(viewOf(0), 'page');
  await vi.waitFor(() => expect(session.requests).toContain('two/360.m3u8'), { interval: 5 });
  await worker.views.onView(viewOf(0), 'page');
  expect(session.requests.filter((path) => path.endsWith('.m4s'))).toEqual(['one/0.m4s']);
});

/** An origin that answers paths matching the pattern with `no-store`. */
const forbidding = (pattern: RegExp) => (path: string) => {
  const response = answerNormally(path);
  if (pattern.test(path)) response.headers.set('cache-control', 'no-store');
  return response;
};

test('a no-store playlist is requested again at the swipe, but its segments are prefetched', async () => {
  session.answer = forbidding(/\.m3u8$/);
  const worker = startWorker();
  await worker.views.onView(viewOf(0), 'page');
  const storedKey = () => worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}two/0.m4s`));
  await vi.waitFor(async () => expect(await storedKey()).toBeDefined(), { interval: 5 });
  const texts = () => session.requests.filter((path) => path.startsWith('two/') && path.endsWith('.m3u8'));
  expect(texts()).toEqual(['two/main.m3u8', 'two/360.m3u8']);
  expect(await worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}two/main.m3u8`))).toBeUndefined();

  await worker.views.onView(viewOf(1), 'page');
  const sources = ['two/main.m3u8', 'two/360.m3u8', 'two/0.m4s'].map((path) => request(worker, path).then(sourceOf));
  expect(await Promise.all(sources)).toEqual(['network', 'network', 'memory']);
});

test('nothing is prefetched from a site once its responses have shown that it allows no caching', async () => {
  session.answer = forbidding(/./);
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']) await (await request(worker, path))?.arrayBuffer();
  await worker.views.onView(viewOf(0), 'page');
  expect(session.requests).toEqual(['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']);
});

test('a poster that varies by Accept is fetched only once, by the prefetch', async () => {
  const accept = 'image/avif,image/webp,*/*;q=0.8';
  session.answer = (path) => {
    const response = answerNormally(path);
    if (path.endsWith('.webp')) response.headers.set('vary', 'Accept');
    return response;
  };
  const worker = startWorker();
  const { reels, ...view } = viewOf(0);
  const illustrated = reels.map((reel) => ({ ...reel, poster: `${cdn}${reel.id}/poster.webp` }));
  await worker.views.onView({ ...view, reels: illustrated, device: dataSaver }, 'page');
  await (await request(worker, 'one/poster.webp', { headers: { accept } }))?.arrayBuffer();
  // A script's fetch accepts anything and reveals nothing about the image formats that the browser accepts.
  await (await request(worker, 'three/poster.webp', { headers: { accept: '*/*' } }))?.arrayBuffer();
  await worker.views.onView({ ...view, reels: illustrated }, 'page');
  await vi.waitFor(() => expect(session.requests).toContain('two/poster.webp'), { interval: 5 });
  await vi.waitFor(async () =>
    expect(sourceOf(await request(worker, 'two/poster.webp', { headers: { accept } }))).toBe('memory'),
  );
  expect(session.requests.filter((path) => path === 'two/poster.webp')).toHaveLength(1);
});

test('a page that plays a playlist which it never lists waits only for the first request', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('by the network')));
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  expect(await (await request(worker, 'elsewhere/live.m3u8'))?.text()).toBe('by the network');
  expect(await request(worker, 'elsewhere/live.m3u8')).toBeUndefined();
  vi.unstubAllGlobals();
});
