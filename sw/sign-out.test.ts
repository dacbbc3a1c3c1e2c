import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defer } from './origins/deferred.ts';
import {
  callApi,
  cdn,
  dataSaver,
  request,
  resetBrowser,
  session,
  signOut,
  startWorker,
  texts,
  viewOf,
} from './testing/session.ts';
import type { Worker } from './worker.ts';

beforeEach(resetBrowser);

describe('a page whose viewer signs out while its requests are in flight', () => {
  const page = 'page';
  const network = vi.fn(() => Promise.resolve(new Response('from the network')));
  const kept = (worker: Worker) => worker.access.run(1000, (db) => db.getAllKeys('bodies'));

  /** Holds up work that begins from now on until the returned function is called. */
  const hold = (worker: Worker) => {
    const { promise, resolve } = defer<void>();
    const restored = vi.spyOn(worker.settings, 'restore').mockReturnValue(promise);
    return () => {
      restored.mockRestore();
      resolve();
    };
  };

  const open = async (device = dataSaver) => {
    session.openPages = [page];
    const worker = startWorker();
    await worker.views.onView({ ...viewOf(0), device }, page);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await request(worker, path, undefined, page);
    return worker;
  };

  beforeEach(() => vi.stubGlobal('fetch', network.mockClear()));
  afterEach(() => vi.unstubAllGlobals());

  test.each(['one/1.m4s', 'one/360.m3u8'])('gets %s from the network, and nothing of it is stored', async (path) => {
    const worker = await open();
    const letGo = hold(worker);
    const file = request(worker, path, undefined, page);
    await signOut(worker);
    letGo();
    expect(await (await file)?.text()).toBe('from the network');
    expect(await kept(worker)).toEqual([]);
  });

  test('gets no further plan, and nothing is prefetched for it', async () => {
    const worker = await open();
    const letGo = hold(worker);
    const seen = worker.views.onView(viewOf(1), page);
    await signOut(worker);
    session.requests = [];
    letGo();
    await seen;
    expect([session.requests, await kept(worker)]).toEqual([[], []]);
  });

  test('gets a playlist that arrives then, of which nothing is stored or learned', async () => {
    const worker = await open();
    const { promise, resolve } = defer<string>();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) =>
        promise.then((text) => {
          controller.enqueue(new TextEncoder().encode(text));
          controller.close();
        }),
    });
    session.requests = [];
    session.answer = () => new Response(body, { headers: { 'cache-control': 'max-age=600' } });
    const manifest = request(worker, 'two/main.m3u8', { cache: 'reload' }, page);
    await vi.waitFor(() => expect(session.requests).toEqual(['two/main.m3u8']));
    await signOut(worker);
    resolve(texts['main.m3u8'] ?? '');
    expect(await (await manifest)?.text()).toBe(texts['main.m3u8']);
    expect([await kept(worker), await request(worker, 'two/360.m3u8')]).toEqual([[], undefined]);
  });
});

test('the metrics name no reel of the previous viewer after a sign-out', async () => {
  const worker = startWorker();
  await worker.views.onView(viewOf(0), 'page');
  const isKept = () => worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}two/0.m4s`));
  await vi.waitFor(async () => expect(await isKept()).toBeDefined(), { interval: 5 });
  await signOut(worker);
  const { bytes } = await (await callApi(worker, 'GET', 'metrics')).json();
  // The sums stay, without reel ids.
  expect(Object.keys(bytes.by_reel)).toEqual(['(earlier)']);
});

test('a sign-out also deletes databases that were abandoned as unreadable, and their replacements', async () => {
  const worker = startWorker();
  for (const name of ['nextreel~2', 'nextreel-saved~2']) (await openDB(name)).close();
  session.openPages = ['page'];
  await signOut(worker);
  const known = (await indexedDB.databases()).map(({ name }) => name);
  expect(new Set(known)).toEqual(new Set(['nextreel', 'nextreel-saved']));
  expect(await startWorker().formerPages.has('page')).toBe(true);
});
