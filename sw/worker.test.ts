import * as fakeIndexedDb from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { unknownDevice } from '../src/shared/unknown-device.ts';
import type { View } from '../src/shared/messages.ts';
import { handleFetch } from './fetch-handler/fetch-handler.ts';
import { ShellCache } from './fetch-handler/shell.ts';
import { defer } from './origins/deferred.ts';
import { mediaBytes } from './origins/testing/fake-origins.ts';
import type { Platform } from './platform.ts';
import { createWorker, type Worker } from './worker.ts';

const site = 'https://site.test';
const cdn = 'https://cdn.test/m/';
const segmentBytes = 4000;

const texts: Readonly<Record<string, string>> = {
  'main.m3u8': '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=360x640,CODECS="avc1.640015"\n360.m3u8\n',
  '360.m3u8': [
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:2',
    ...[0, 1, 2, 3].map((number) => `#EXTINF:2,\n${number}.m4s`),
    '#EXT-X-ENDLIST\n',
  ].join('\n'),
};

/** What the network was asked for, by its path below the origin, and how it answers from now on. */
let asked: string[];
let answer: (path: string, init: RequestInit | undefined) => Response;
let clockAheadMs = 0;
let openPages: readonly string[] = [];

function honest(path: string): Response {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const headers = { 'cache-control': 'max-age=600', etag: `"${path}"` };
  const body = texts[name] ?? mediaBytes(segmentBytes);
  const type = name.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp4';
  return new Response(body, { headers: { ...headers, 'content-type': type } });
}

const platform: Platform = {
  scopeOrigin: site,
  fetch: async (input, init) => {
    const path = String(input instanceof Request ? input.url : input).slice(cdn.length);
    asked.push(path);
    return answer(path, init);
  },
  caches: Object.assign(Object.create(null), {
    delete: () => Promise.resolve(true),
    open: () => Promise.reject(new Error()),
  }),
  navigator: { onLine: true, storage: Object.assign(Object.create(null), { estimate: () => Promise.resolve({}) }) },
  registration: {},
  console: { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() },
  nowMs: () => Date.now() + clockAheadMs,
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  random: () => 0.5,
  newName: () => crypto.randomUUID(),
  region: () => 'Europe/Vienna',
  loadMp4: () => {
    throw new Error('no MP4 reel here');
  },
  tellPages: () => Promise.resolve(),
  listPages: () => Promise.resolve(openPages),
};

/** A worker comes to life. What it has in memory dies with it; what it has stored does not. */
function wake(): Worker {
  const shell = new ShellCache({ files: [], routes: {}, version: 'test' }, platform.caches, platform.listPages);
  return createWorker(platform, shell, '');
}

function viewOf(currentIndex: number): View {
  return {
    type: 'view',
    viewerId: 'ann',
    atMs: Date.now(),
    visible: true,
    origins: [{ id: 'cdn', url: cdn }],
    reels: ['one', 'two', 'three'].map((id) => ({
      id,
      url: `${cdn}${id}/main.m3u8`,
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

/** Asks as a player does: undefined where the worker leaves the request to the browser. */
async function ask(
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

async function signOut(worker: Worker): Promise<void> {
  const { status } = await worker.routes.api.answer(
    Object.assign(Object.create(null), {
      request: new Request(`${site}/api/v1/session`, { method: 'DELETE' }),
      clientId: 'page',
      waitUntil: () => undefined,
    }),
  );
  expect(status).toBe(204);
}

const sourceOf = (response: Response | undefined) => response?.headers.get('x-nextreel-source');

beforeEach(() => {
  Object.assign(globalThis, fakeIndexedDb, { indexedDB: new fakeIndexedDb.IDBFactory() });
  asked = [];
  answer = honest;
  clockAheadMs = 0;
  openPages = [];
});

test('a whole session: the next reel is prefetched, a swipe hits, a stopped worker goes on, and a sign-out leaves nothing', async () => {
  const first = wake();
  await first.views.see(viewOf(0), 'page');
  const isKept = (worker: Worker, path: string) =>
    worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}${path}`));
  await vi.waitFor(async () => expect(await isKept(first, 'two/0.m4s')).toBeDefined(), { interval: 5 });

  await first.views.see(viewOf(1), 'page');
  const before = asked.length;
  expect(sourceOf(await ask(first, 'two/main.m3u8'))).toBe('memory');
  const hit = await ask(first, 'two/0.m4s');
  expect([sourceOf(hit), hit?.headers.get('etag')]).toEqual(['memory', '"two/0.m4s"']);
  expect((await hit?.arrayBuffer())?.byteLength).toBe(segmentBytes);
  expect(asked.slice(before)).not.toContain('two/0.m4s');

  const second = wake();
  expect(sourceOf(await ask(second, 'two/0.m4s'))).toBe('store');
  answer = () => Response.error();
  expect(sourceOf(await ask(second, 'two/main.m3u8'))).toBe('store');

  answer = honest;
  await second.views.see(viewOf(1), 'page');
  await signOut(second);
  asked = [];
  const third = wake();
  await third.views.see(viewOf(1), 'page');
  expect(asked).toContain('three/main.m3u8');
  expect(await isKept(third, 'two/0.m4s')).toBeUndefined();
});

test("what the feed does not name, and requests with a viewer's own token, are left to the browser", async () => {
  const worker = wake();
  await worker.views.see(viewOf(0), 'page');
  expect(await ask(worker, 'other/0.m4s')).toBeUndefined();
  expect(await ask(worker, 'one/logo.png')).toBeUndefined();
  expect(sourceOf(await ask(worker, 'one/main.m3u8'))).toBeDefined();
});

test('what is stale is confirmed by its origin, and goes when its origin has taken it back', async () => {
  answer = (path) => {
    const response = honest(path);
    response.headers.set('cache-control', 'max-age=0');
    return response;
  };
  const worker = wake();
  await worker.views.see(viewOf(0), 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']) await (await ask(worker, path))?.arrayBuffer();
  const conditions: (string | null)[] = [];
  answer = (path, init) => {
    conditions.push(new Headers(init?.headers).get('if-none-match'));
    return new Response(null, { status: 304, headers: { etag: `"${path}"`, 'cache-control': 'max-age=600' } });
  };
  const confirmed = await ask(worker, 'one/0.m4s');
  expect([confirmed?.status, sourceOf(confirmed), conditions]).toEqual([200, 'memory', ['"one/0.m4s"']]);
  expect(sourceOf(await ask(worker, 'one/0.m4s'))).toBe('memory');
  expect(conditions).toHaveLength(1);

  answer = () => new Response(null, { status: 410 });
  expect((await ask(worker, 'one/360.m3u8'))?.status).toBe(410);
  answer = () => Response.error();
  expect((await ask(worker, 'one/360.m3u8'))?.type).toBe('error');
});

test('a playlist that may not be used unasked answers the swipe that it was fetched for, and is asked for again after it', async () => {
  answer = (path) => {
    const response = honest(path);
    response.headers.set('cache-control', 'no-cache');
    return response;
  };
  const worker = wake();
  await worker.views.see(viewOf(0), 'page');
  const isKept = () => worker.access.run(1000, (db) => db.getKey('bodies', `${cdn}two/0.m4s`));
  await vi.waitFor(async () => expect(await isKept()).toBeDefined(), { interval: 5 });
  asked = [];
  for (const path of ['two/main.m3u8', 'two/360.m3u8', 'two/0.m4s'])
    expect(sourceOf(await ask(worker, path))).toBe('memory');
  expect(asked.filter((path) => path.startsWith('two/'))).toEqual([]);
  await ask(worker, 'two/main.m3u8');
  expect(asked).toContain('two/main.m3u8');
});

test('a part that belongs to a version which the player names is for the origin to answer', async () => {
  const worker = wake();
  await worker.views.see({ ...viewOf(0), device: { ...unknownDevice, connection: saving } }, 'page');
  for (const path of ['one/main.m3u8', 'one/360.m3u8']) await ask(worker, path);
  const network = vi.fn(() => Promise.resolve(new Response('another version')));
  vi.stubGlobal('fetch', network);
  const part = await ask(worker, 'one/0.m4s', { headers: { range: 'bytes=0-9', 'if-range': '"older"' } });
  vi.unstubAllGlobals();
  expect([await part?.text(), network.mock.calls.length]).toEqual(['another version', 1]);
});

/** An origin whose addresses hold for one turn, by a token that stands in the query or in the path. */
const signings: readonly (readonly [where: string, sign: (name: string, turn: number) => string, turnOf: RegExp])[] = [
  ['query', (name, turn) => `${name}?token=${turn}&expires=9`, /[?]token=(\d+)/],
  ['path', (name, turn) => `/m/one/t${turn}/${name}`, /\/t(\d+)\//],
];

describe.each(signings)('a reel whose addresses are signed in their %s', (_where, sign, turnOf) => {
  let turn: number;
  const isTaken = (path: string) => path.endsWith('main.m3u8') || Number(turnOf.exec(path)?.[1]) === turn;
  const signed = (text: string) => text.replaceAll(/^\w+\.(?:m3u8|m4s)$/gm, (name) => sign(name, turn));

  beforeEach(() => {
    turn = 1;
    answer = (path) => {
      if (!isTaken(path)) return new Response(null, { status: 403 });
      const name = path.replace(/^.*\//, '').replace(/[?].*$/, '');
      const body = name in texts ? signed(texts[name] ?? '') : mediaBytes(segmentBytes);
      return new Response(body, { headers: { 'cache-control': 'max-age=600' } });
    };
  });

  const addressOf = (name: string, atTurn: number) =>
    new URL(sign(name, atTurn), `${cdn}one/main.m3u8`).href.slice(cdn.length);

  test('plays on with the addresses of its first playlist, and each list is asked anew once', async () => {
    const worker = wake();
    await worker.views.see({ ...viewOf(0), device: { ...unknownDevice, connection: saving } }, 'page');
    for (const path of ['one/main.m3u8', addressOf('360.m3u8', 1), addressOf('0.m4s', 1)])
      expect((await ask(worker, path))?.status).toBe(200);

    for (const number of [1, 2, 3]) {
      turn += 1;
      asked = [];
      const segment = await ask(worker, addressOf(`${number}.m4s`, 1));
      expect([segment?.status, (await segment?.arrayBuffer())?.byteLength]).toEqual([200, segmentBytes]);
      const names = asked.map((path) => path.replace(/[?].*$/, '').replace(/^.*\//, ''));
      for (const name of ['main.m3u8', '360.m3u8'])
        expect(names.filter((one) => one === name).length).toBeLessThanOrEqual(2);
      clockAheadMs += 1100;
    }
  });

  test('is refused as it would be without the worker where no new address is to be had', async () => {
    const worker = wake();
    await worker.views.see({ ...viewOf(0), device: { ...unknownDevice, connection: saving } }, 'page');
    for (const path of ['one/main.m3u8', addressOf('360.m3u8', 1)]) await ask(worker, path);
    answer = () => new Response(null, { status: 403 });
    asked = [];
    expect((await ask(worker, addressOf('1.m4s', 1)))?.status).toBe(403);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect((await ask(worker, addressOf('360.m3u8', 1)))?.status).toBe(403);
  });
});

describe('media that the site keeps for each viewer apart', () => {
  const personal = { cache: { personal_paths: [`${cdn}*`] } };
  const asAnn: RequestInit = { headers: { authorization: 'Bearer ann' } };
  const asBob: RequestInit = { headers: { authorization: 'Bearer bob' } };
  const bodyFor = (whom: string | null) => mediaBytes(whom === 'Bearer ann' ? 1000 : 2000);
  const sizeOf = async (response: Response | undefined) => (await response?.arrayBuffer())?.byteLength;

  beforeEach(() => {
    answer = (path, init) => {
      const headers = new Headers(init?.headers);
      const credentials = headers.get('authorization') ?? (init?.credentials === 'include' ? 'cookie' : null);
      if (credentials === null) return new Response(null, { status: 401 });
      const name = path.slice(path.lastIndexOf('/') + 1);
      const told = { 'cache-control': 'private, max-age=600', vary: 'Authorization, Cookie' };
      return new Response(texts[name] ?? bodyFor(credentials), { headers: told });
    };
  });

  const open = async (config: unknown) => {
    const worker = wake();
    await worker.settings.update(config);
    await worker.views.see({ ...viewOf(0), device: { ...unknownDevice, connection: saving } }, 'page');
    return worker;
  };

  test('is left to the browser by default', async () => {
    const worker = await open({});
    expect(await ask(worker, 'one/0.m4s', asAnn)).toBeUndefined();
    expect(await ask(worker, 'one/0.m4s', { credentials: 'include' })).toBeUndefined();
  });

  test('is kept for whoever asks alike, and for nobody else', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await ask(worker, path, asAnn);
    expect(await sizeOf(await ask(worker, 'one/0.m4s', asAnn))).toBe(1000);
    const again = await ask(worker, 'one/0.m4s', asAnn);
    expect([sourceOf(again), await sizeOf(again)]).toEqual(['memory', 1000]);

    const bob = await ask(worker, 'one/0.m4s', asBob);
    expect([sourceOf(bob), await sizeOf(bob)]).toEqual(['network', 2000]);
    const cookies = await ask(worker, 'one/0.m4s', { credentials: 'include' });
    expect([sourceOf(cookies), await sizeOf(cookies)]).toEqual(['network', 2000]);
    expect((await ask(worker, 'one/0.m4s'))?.status).toBe(401);
    expect(sourceOf(await ask(worker, 'one/0.m4s', asAnn))).toBe('memory');
  });

  test('shares no transfer between two who ask with different tokens at once', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await ask(worker, path, asAnn);
    const both = await Promise.all([asAnn, asBob].map((who) => ask(worker, 'one/1.m4s', who)));
    expect(await Promise.all(both.map(sizeOf))).toEqual([1000, 2000]);
  });

  test('is fetched in advance as the player has asked for it, and never stands at rest with its token', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await ask(worker, path, asAnn);
    await worker.views.see(viewOf(0), 'page');
    const keys = async () => (await worker.access.run(1000, (db) => db.getAllKeys('bodies'))) ?? [];
    await vi.waitFor(async () => expect((await keys()).some((key) => key.includes('two/0.m4s'))).toBe(true));
    expect(sourceOf(await ask(worker, 'two/0.m4s', asAnn))).toBe('memory');
    const records = await worker.access.run(1000, async (db) => [
      ...(await db.getAll('entries')),
      ...(await db.getAll('state')),
    ]);
    expect(JSON.stringify(records)).not.toMatch(/Bearer/);
  });

  test('belongs to nobody after a sign-out, and to another viewer never', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s'])
      await ask(worker, path, { credentials: 'include' });
    await worker.views.see({ ...viewOf(0), viewerId: 'bob' }, 'page');
    expect(sourceOf(await ask(worker, 'one/0.m4s', { credentials: 'include' }))).toBe('network');
  });
});

/** Everything in every database of this browser, as a text. */
async function readAllAtRest(): Promise<string> {
  const found: string[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await openDB(name);
    for (const store of database.objectStoreNames) {
      const [keys, values] = [await database.getAllKeys(store), await database.getAll(store)];
      found.push(JSON.stringify(keys));
      for (const value of values) found.push(await textOf(value));
    }
    database.close();
  }
  return found.join('\n');
}

async function textOf(value: unknown): Promise<string> {
  if (value instanceof Blob) return value.text();
  if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(async ([name, part]) => `${name} ${await textOf(part)}`);
  return (await Promise.all(parts)).join(' ');
}

test.each([
  ['query', 'https://cdn.test/m/', '?token=secret'],
  ['path', 'https://cdn.test/hdntl=exp=9~hmac=secret/m/', ''],
])(
  'no signature in the %s of an address stands at rest, in no base and no name, and a later worker finds all',
  async (_where, base, query) => {
    answer = (path) => {
      const name = path.replace(/[?].*$/, '').replace(/^.*\//, '');
      const text = texts[name]?.replaceAll(/^\w+\.(?:m3u8|m4s)$/gm, (file) => `${file}${query}`);
      return new Response(text ?? mediaBytes(segmentBytes), {
        headers: { 'cache-control': 'max-age=600', 'content-location': `/x${query}`, link: `<${base}x${query}>` },
      });
    };
    const reels = viewOf(0).reels.map((reel) => ({ ...reel, url: `${base}${reel.id}/main.m3u8${query}` }));
    const view = { ...viewOf(0), reels, origins: [{ id: 'cdn', url: `${base}${query}` }], device: unknownDevice };
    const [reel] = reels;
    if (reel === undefined) throw new Error('no reel');
    const askFor = (worker: Worker, name: string) => ask(worker, name, undefined, '', `${base}one/${name}${query}`);

    const worker = wake();
    await worker.settings.update({ origins: { base_urls: [`${base}${query}`] } });
    await worker.views.see(view, 'page');
    for (const name of ['main.m3u8', '360.m3u8', '0.m4s']) await (await askFor(worker, name))?.arrayBuffer();
    await worker.requests.askFor([{ ...reel, id: 'asked' }], 'ann');
    await worker.offline.receive({ type: 'save', reels: [{ ...reel, title: 'One', author: '' }] });
    await worker.offline.work();
    const atRest = await readAllAtRest();
    expect(atRest).toContain('"https://cdn.test/m/one/0.m4s"');
    expect(atRest).not.toContain('secret');
    expect(JSON.stringify(worker.log.records)).not.toContain('secret');

    const later = wake();
    answer = () => Response.error();
    await later.views.see({ ...view, origins: [{ id: 'cdn', url: base.replace('secret', 'other') }] }, 'page');
    const name = `${base.replace('secret', 'other')}one/0.m4s${query.replace('secret', 'other')}`;
    expect(sourceOf(await ask(later, '', undefined, '', name))).toBe('store');
  },
);

describe('a page whose viewer signs out while something of it is under way', () => {
  const page = 'page';
  const network = vi.fn(() => Promise.resolve(new Response('from the network')));
  const kept = (worker: Worker) => worker.access.run(1000, (db) => db.getAllKeys('bodies'));

  /** What begins from now on goes no further until it is let go. */
  const hold = (worker: Worker) => {
    const { promise, resolve } = defer<void>();
    const restored = vi.spyOn(worker.settings, 'restore').mockReturnValue(promise);
    return () => {
      restored.mockRestore();
      resolve();
    };
  };

  const open = async (device = { ...unknownDevice, connection: saving }) => {
    openPages = [page];
    const worker = wake();
    await worker.views.see({ ...viewOf(0), device }, page);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await ask(worker, path, undefined, page);
    return worker;
  };

  beforeEach(() => vi.stubGlobal('fetch', network.mockClear()));
  afterEach(() => vi.unstubAllGlobals());

  test.each(['one/1.m4s', 'one/360.m3u8'])(
    'is answered by the network, and nothing is kept of it: %s',
    async (path) => {
      const worker = await open();
      const letGo = hold(worker);
      const file = ask(worker, path, undefined, page);
      await signOut(worker);
      letGo();
      expect(await (await file)?.text()).toBe('from the network');
      expect(await kept(worker)).toEqual([]);
    },
  );

  test('makes no plan any more, and nothing is fetched in advance', async () => {
    const worker = await open();
    const letGo = hold(worker);
    const seen = worker.views.see(viewOf(1), page);
    await signOut(worker);
    asked = [];
    letGo();
    await seen;
    expect([asked, await kept(worker)]).toEqual([[], []]);
  });

  test('leaves nothing of a playlist that arrives then, at rest or learned', async () => {
    const worker = await open();
    const { promise, resolve } = defer<string>();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) =>
        promise.then((text) => {
          controller.enqueue(new TextEncoder().encode(text));
          controller.close();
        }),
    });
    asked = [];
    answer = () => new Response(body, { headers: { 'cache-control': 'max-age=600' } });
    const manifest = ask(worker, 'two/main.m3u8', { cache: 'reload' }, page);
    await vi.waitFor(() => expect(asked).toEqual(['two/main.m3u8']));
    await signOut(worker);
    resolve(texts['main.m3u8'] ?? '');
    expect(await (await manifest)?.text()).toBe(texts['main.m3u8']);
    expect([await kept(worker), await ask(worker, 'two/360.m3u8')]).toEqual([[], undefined]);
  });
});

const saving = { ...unknownDevice.connection, saveData: true };
