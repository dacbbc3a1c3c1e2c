import * as fakeIndexedDb from 'fake-indexeddb';
import { expect, vi } from 'vitest';
import type { View } from '../../src/shared/messages.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import { handleFetch } from '../fetch-handler/fetch-handler.ts';
import { ShellCache } from '../fetch-handler/shell.ts';
import * as mp4Script from '../mp4/script.ts';
import { mediaBytes } from '../origins/testing/fake-origins.ts';
import type { Platform } from '../platform.ts';
import { createWorker, type Worker } from '../worker.ts';

const site = 'https://site.test';
/** Media on the page's own origin. */
export const home = `${site}/m/`;
export const cdn = 'https://cdn.test/m/';
export const segmentBytes = 4000;

export const texts: Readonly<Record<string, string>> = {
  'main.m3u8': '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=360x640,CODECS="avc1.640015"\n360.m3u8\n',
  '360.m3u8': [
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:2',
    ...[0, 1, 2, 3].map((number) => `#EXTINF:2,\n${number}.m4s`),
    '#EXT-X-ENDLIST\n',
  ].join('\n'),
};

export function answerNormally(path: string): Response {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const headers = { 'cache-control': 'max-age=600', etag: `"${path}"` };
  const body = texts[name] ?? mediaBytes(segmentBytes);
  const type = name.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp4';
  return new Response(body, { headers: { ...headers, 'content-type': type } });
}

type Session = {
  /** The paths requested from the network, relative to the media's base URL. */
  requests: string[];
  /** How the network answers from now on. */
  answer: (path: string, init: RequestInit | undefined) => Response | Promise<Response>;
  clockAheadMs: number;
  openPages: readonly string[];
};

const fresh = (): Session => ({ requests: [], answer: answerNormally, clockAheadMs: 0, openPages: [] });

/** The worker's surroundings, controlled by the test. */
export const session = fresh();

/** How many browsers there were. The workers of an earlier test no longer reach the network. */
let browsers = 0;

/** Replaces the browser with one that has stored nothing yet. */
export function resetBrowser(): void {
  browsers += 1;
  Object.assign(globalThis, fakeIndexedDb, { indexedDB: new fakeIndexedDb.IDBFactory() });
  Object.assign(session, fresh());
}

const platform: Platform = {
  scopeOrigin: site,
  fetch: async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const path = url.slice((url.startsWith(home) ? home : cdn).length);
    session.requests.push(path);
    return session.answer(path, init);
  },
  caches: Object.assign(Object.create(null), {
    delete: () => Promise.resolve(true),
    open: () => Promise.reject(new Error()),
  }),
  navigator: { onLine: true, storage: Object.assign(Object.create(null), { estimate: () => Promise.resolve({}) }) },
  registration: {},
  console: { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() },
  nowMs: () => Date.now() + session.clockAheadMs,
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  random: () => 0.5,
  newName: () => crypto.randomUUID(),
  region: () => 'Europe/Vienna',
  loadMp4: () => mp4Script,
  notifyPages: () => Promise.resolve(),
  listPages: () => Promise.resolve(session.openPages),
};

/** Starts a worker. Its memory dies with it; what it has stored does not. */
export function startWorker(): Worker {
  const browser = browsers;
  const fetch: Platform['fetch'] = (...asked) =>
    browser === browsers ? platform.fetch(...asked) : new Promise(() => {});
  const shell = new ShellCache({ files: [], routes: {}, version: 'test' }, platform.caches, platform.listPages, {
    installing: null,
    waiting: null,
  });
  return createWorker({ ...platform, fetch }, shell, '');
}

export function viewOf(currentIndex: number, base = cdn): View {
  return {
    type: 'view',
    viewerId: 'ann',
    atMs: Date.now(),
    visible: true,
    origins: [{ id: 'cdn', url: base }],
    reels: ['one', 'two', 'three'].map((id) => ({
      id,
      url: `${base}${id}/main.m3u8`,
      format: 'hls',
      poster: null,
      durationSeconds: 8,
      tags: [],
    })),
    currentIndex,
    playback: { positionSeconds: 0, bufferAheadSeconds: 8, bufferedToEnd: true, paused: false },
    throughputBps: 8_000_000,
    device: unknownDevice,
  };
}

/** Sends a request as a player does. Resolves with undefined if the worker leaves it to the browser. */
export async function request(
  worker: Worker,
  path: string,
  init?: RequestInit,
  clientId = '',
  url = `${cdn}${path}`,
): Promise<Response | undefined> {
  const answers: Promise<Response>[] = [];
  const waits: Promise<unknown>[] = [];
  const event = {
    clientId,
    request: new Request(url, init),
    respondWith: (response: Promise<Response>) => void answers.push(response),
    waitUntil: (work: Promise<unknown>) => void waits.push(work),
  };
  handleFetch(Object.assign(Object.create(null), event), worker.routes);
  const [response] = await Promise.all(answers);
  if (response !== undefined) await Promise.race([Promise.all(waits), platform.wait(1000)]);
  return response;
}

/** Calls the API as a page of the site does. */
export function callApi(worker: Worker, method: string, path: string, json?: unknown): Promise<Response> {
  const body =
    json === undefined ? {} : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  return worker.routes.api.answer(
    Object.assign(Object.create(null), {
      request: new Request(`${site}/api/v1/${path}`, { method, ...body }),
      clientId: 'page',
      waitUntil: () => undefined,
    }),
  );
}

export async function signOut(worker: Worker): Promise<void> {
  expect((await callApi(worker, 'DELETE', 'session')).status).toBe(204);
}

export const sourceOf = (response: Response | undefined) => response?.headers.get('x-nextreel-source');

/** A device with data saving on, so that nothing is prefetched. */
export const dataSaver = { ...unknownDevice, connection: { ...unknownDevice.connection, saveData: true } };
