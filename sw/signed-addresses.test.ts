import { openDB } from 'idb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { unknownDevice } from '../src/shared/unknown-device.ts';
import { mediaBytes } from './origins/testing/fake-origins.ts';
import {
  answerNormally,
  cdn,
  dataSaver,
  request,
  resetBrowser,
  segmentBytes,
  session,
  sourceOf,
  startWorker,
  texts,
  viewOf,
} from './testing/session.ts';
import type { Worker } from './worker.ts';

beforeEach(resetBrowser);

/** Ways to sign URLs for one turn: with a token in the query or in the path. */
const signings: readonly (readonly [where: string, sign: (name: string, turn: number) => string, turnOf: RegExp])[] = [
  ['query', (name, turn) => `${name}?token=${turn}&expires=9`, /[?]token=(\d+)/],
  ['path', (name, turn) => `/m/one/t${turn}/${name}`, /\/t(\d+)\//],
];

describe.each(signings)('a reel whose URLs are signed in the %s', (_where, sign, turnOf) => {
  let turn: number;
  const isTaken = (path: string) => path.endsWith('main.m3u8') || Number(turnOf.exec(path)?.[1]) === turn;
  const signed = (text: string) => text.replaceAll(/^\w+\.(?:m3u8|m4s)$/gm, (name) => sign(name, turn));

  beforeEach(() => {
    turn = 1;
    session.answer = (path) => {
      if (!isTaken(path)) return new Response(null, { status: 403 });
      const name = path.replace(/^.*\//, '').replace(/[?].*$/, '');
      const body = name in texts ? signed(texts[name] ?? '') : mediaBytes(segmentBytes);
      return new Response(body, { headers: { 'cache-control': 'max-age=600' } });
    };
  });

  const addressOf = (name: string, atTurn: number) =>
    new URL(sign(name, atTurn), `${cdn}one/main.m3u8`).href.slice(cdn.length);

  test('plays on with the expired URLs of its first playlist, at the cost of at most two requests per playlist', async () => {
    const worker = startWorker();
    await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
    for (const path of ['one/main.m3u8', addressOf('360.m3u8', 1), addressOf('0.m4s', 1)])
      expect((await request(worker, path))?.status).toBe(200);

    for (const number of [1, 2, 3]) {
      turn += 1;
      session.requests = [];
      const segment = await request(worker, addressOf(`${number}.m4s`, 1));
      expect([segment?.status, (await segment?.arrayBuffer())?.byteLength]).toEqual([200, segmentBytes]);
      const names = session.requests.map((path) => path.replace(/[?].*$/, '').replace(/^.*\//, ''));
      for (const name of ['main.m3u8', '360.m3u8'])
        expect(names.filter((one) => one === name).length, session.requests.join(' ')).toBeLessThanOrEqual(2);
      session.clockAheadMs += 1100;
    }
  });

  test('is refused as it would be without the worker if no newly signed URL is available', async () => {
    const worker = startWorker();
    await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
    for (const path of ['one/main.m3u8', addressOf('360.m3u8', 1)]) await request(worker, path);
    session.answer = () => new Response(null, { status: 403 });
    session.requests = [];
    expect((await request(worker, addressOf('1.m4s', 1)))?.status).toBe(403);
    expect(session.requests.length).toBeLessThanOrEqual(3);
    expect((await request(worker, addressOf('360.m3u8', 1)))?.status).toBe(403);
  });
});

/** Returns everything in all IndexedDB databases as text. */
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
  ['the query', 'https://cdn.test/m/', '?token=secret', 'token'],
  ['a query parameter that only the site knows as one', 'https://cdn.test/m/', '?pass=secret', 'pass'],
  ['the path', 'https://cdn.test/hdntl=exp=9~hmac=secret/m/', '', 'hdntl'],
])(
  'a signature in %s is never stored, and a later worker still finds the cached files',
  async (_where, base, query, parameter) => {
    session.answer = (path) => {
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
    const askFor = (worker: Worker, name: string) => request(worker, name, undefined, '', `${base}one/${name}${query}`);

    const worker = startWorker();
    await worker.settings.update({ cache: { volatile_query_parameters: [parameter] } });
    await worker.settings.update({ origins: { base_urls: [`${base}${query}`] } });
    await worker.views.onView(view, 'page');
    for (const name of ['main.m3u8', '360.m3u8', '0.m4s']) await (await askFor(worker, name))?.arrayBuffer();
    await worker.requests.prefetchReels([{ ...reel, id: 'asked' }], 'ann');
    await worker.offline.receive({ type: 'save', reels: [{ ...reel, title: 'One', author: '' }] });
    await worker.offline.work();
    const atRest = await readAllAtRest();
    expect(atRest).toContain('"https://cdn.test/m/one/0.m4s"');
    expect(atRest).not.toContain('secret');
    expect(JSON.stringify(worker.log.records)).not.toContain('secret');

    const later = startWorker();
    session.answer = () => Response.error();
    await later.views.onView({ ...view, origins: [{ id: 'cdn', url: base.replace('secret', 'other') }] }, 'page');
    const name = `${base.replace('secret', 'other')}one/0.m4s${query.replace('secret', 'other')}`;
    expect(sourceOf(await request(later, '', undefined, '', name))).toBe('store');
  },
);

test('a query parameter that the site does not list as a signature distinguishes files in the store too', async () => {
  session.answer = (path) => {
    const [, name = '', token = 0] = /(\w+\.\w+)(?:\?token=(\d))?$/.exec(path) ?? [];
    const text = texts[name]?.replaceAll(/^(\d)\.m4s$/gm, '0.m4s?token=$1');
    const headers = { 'cache-control': 'max-age=600' };
    return new Response(text ?? mediaBytes(segmentBytes + Number(token)), { headers });
  };
  const worker = startWorker();
  await worker.settings.update({ cache: { volatile_query_parameters: ['sig'] } });
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  const segments = [1, 2].map((token) => `one/0.m4s?token=${token}`);
  for (const path of ['one/main.m3u8', 'one/360.m3u8', ...segments]) await (await request(worker, path))?.arrayBuffer();

  const later = startWorker();
  session.answer = () => Response.error();
  for (const [place, path] of segments.entries()) {
    const kept = await request(later, path);
    expect([sourceOf(kept), (await kept?.arrayBuffer())?.byteLength]).toEqual(['store', segmentBytes + place + 1]);
  }
});

describe('reels whose URLs differ only in a token', () => {
  const reels = viewOf(0).reels.map((reel) => ({ ...reel, url: `${cdn}play.m3u8?token=${reel.id}` }));
  const view = { ...viewOf(0), reels, device: dataSaver };
  const bodyOf = async (worker: Worker, path: string) => (await request(worker, path))?.text();

  beforeEach(() => {
    session.answer = (path) => {
      const headers = { 'content-type': 'application/vnd.apple.mpegurl', 'cache-control': 'max-age=600' };
      return new Response(`#EXTM3U\n#EXTINF:2,\n${path.replace('play.m3u8?token=', '')}.m4s\n#EXT-X-ENDLIST\n`, {
        headers,
      });
    };
  });

  test('each play their own media, from the cache and after a worker restart too', async () => {
    for (const worker of [startWorker(), startWorker()]) {
      await worker.views.onView(view, 'page');
      for (const token of ['one', 'two', 'one', 'two'])
        expect(await bodyOf(worker, `play.m3u8?token=${token}`)).toContain(`${token}.m4s`);
      worker.end();
    }
    // The stored entries are distinguished by a key that does not reveal the token.
    expect(await readAllAtRest()).not.toContain('token=');
  });

  test('are still distinguished when only one of them is shown next time', async () => {
    const first = startWorker();
    await first.views.onView(view, 'page');
    await bodyOf(first, 'play.m3u8?token=one');
    first.end();
    const second = startWorker();
    await second.views.onView({ ...view, reels: view.reels.slice(1) }, 'page');
    expect(await bodyOf(second, 'play.m3u8?token=two')).toContain('two.m4s');
  });
});

test('a token that the player adds to bare addresses itself is not taken away, also after an older one was refused', async () => {
  let token = 1;
  session.answer = (path) => {
    const name = path.replace(/[?].*$/, '').replace(/^.*\//, '');
    if (name in texts) return new Response(texts[name], { headers: { 'cache-control': 'max-age=600' } });
    return path.endsWith(`?token=${token}`)
      ? new Response(mediaBytes(segmentBytes), { headers: { 'cache-control': 'max-age=600' } })
      : new Response(null, { status: 403 });
  };
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  const statusOf = async (path: string) => (await request(worker, path))?.status;
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s?token=1']) expect(await statusOf(path)).toBe(200);
  token = 2;
  expect(await statusOf('one/1.m4s?token=1')).toBe(403);
  expect(await statusOf('one/1.m4s?token=2')).toBe(200);
  expect(await statusOf('one/2.m4s?token=2')).toBe(200);
});

test('the worker follows the referrer policy of the page, not that of its own script', async () => {
  const policies = new Map<string, ReferrerPolicy | undefined>();
  session.answer = (path, init) => {
    policies.set(path, init?.referrerPolicy);
    return answerNormally(path);
  };
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  const init: RequestInit = { referrerPolicy: 'no-referrer' };
  for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']) await request(worker, path, init);
  await worker.views.onView(viewOf(0), 'page');
  await vi.waitFor(() => expect([...policies.keys()]).toContain('two/0.m4s'));
  expect(new Set(policies.values())).toEqual(new Set(['no-referrer']));
});

test.each([
  ['segments', ['one/main.m3u8', 'one/360.m3u8'], (token: number) => `one/0.m4s?token=${token}`],
  ['renditions', ['one/main.m3u8'], (token: number) => `one/360.m3u8?token=${token}`],
])('%s of one list that differ only in a parameter that usually signs are kept apart', async (_what, lists, nameOf) => {
  session.answer = (path) => {
    const name = path.replace(/[?].*$/, '').replace(/^.*\//, '');
    const headers = { 'cache-control': 'max-age=600' };
    const token = Number(/token=(\d)/.exec(path)?.[1] ?? 0);
    if (name === 'main.m3u8') {
      const variants = [1, 2].map((one) => `#EXT-X-STREAM-INF:BANDWIDTH=${one}00000\n360.m3u8?token=${one}`);
      return new Response(['#EXTM3U', ...variants, ''].join('\n'), { headers });
    }
    const segments = [1, 2].map((one) => `#EXTINF:2,\n0.m4s?token=${one}`);
    const text = ['#EXTM3U', `#EXT-X-TARGETDURATION:${2 + token}`, ...segments, '#EXT-X-ENDLIST', ''].join('\n');
    return new Response(name === '360.m3u8' ? text : mediaBytes(segmentBytes + token), { headers });
  };
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  for (const path of lists) await (await request(worker, path))?.text();
  const [first, second] = [await request(worker, nameOf(1)), await request(worker, nameOf(2))];
  expect(await first?.text()).not.toBe(await second?.text());
});
