import { beforeEach, describe, expect, test, vi } from 'vitest';
import { mediaBytes } from './origins/testing/fake-origins.ts';
import {
  answerNormally,
  cdn,
  dataSaver,
  home,
  request,
  resetBrowser,
  session,
  sourceOf,
  startWorker,
  texts,
  viewOf,
} from './testing/session.ts';

beforeEach(resetBrowser);

describe('media that differs per viewer', () => {
  const personal = { cache: { personal_paths: [`${cdn}*`] } };
  const asAnn: RequestInit = { headers: { authorization: 'Bearer ann' } };
  const asBob: RequestInit = { headers: { authorization: 'Bearer bob' } };
  const bodyFor = (whom: string | null) => mediaBytes(whom === 'Bearer ann' ? 1000 : 2000);
  const sizeOf = async (response: Response | undefined) => (await response?.arrayBuffer())?.byteLength;

  beforeEach(() => {
    session.answer = (path, init) => {
      const headers = new Headers(init?.headers);
      const credentials = headers.get('authorization') ?? (init?.credentials === 'include' ? 'cookie' : null);
      if (credentials === null) return new Response(null, { status: 401 });
      const name = path.slice(path.lastIndexOf('/') + 1);
      const marked = { 'cache-control': 'private, max-age=600', vary: 'Authorization, Cookie' };
      return new Response(texts[name] ?? bodyFor(credentials), { headers: marked });
    };
  });

  const open = async (config: unknown) => {
    const worker = startWorker();
    await worker.settings.update(config);
    await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
    return worker;
  };

  test('is left to the browser by default', async () => {
    const worker = await open({});
    expect(await request(worker, 'one/0.m4s', asAnn)).toBeUndefined();
    expect(await request(worker, 'one/0.m4s', { credentials: 'include' })).toBeUndefined();
  });

  test('is cached only for requests with the same credentials', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await request(worker, path, asAnn);
    expect(await sizeOf(await request(worker, 'one/0.m4s', asAnn))).toBe(1000);
    const again = await request(worker, 'one/0.m4s', asAnn);
    expect([sourceOf(again), await sizeOf(again)]).toEqual(['memory', 1000]);

    const bob = await request(worker, 'one/0.m4s', asBob);
    expect([sourceOf(bob), await sizeOf(bob)]).toEqual(['network', 2000]);
    const cookies = await request(worker, 'one/0.m4s', { credentials: 'include' });
    expect([sourceOf(cookies), await sizeOf(cookies)]).toEqual(['network', 2000]);
    expect((await request(worker, 'one/0.m4s'))?.status).toBe(401);
    expect(sourceOf(await request(worker, 'one/0.m4s', asAnn))).toBe('memory');
  });

  test('shares no transfer between simultaneous requests with different tokens', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await request(worker, path, asAnn);
    const both = await Promise.all([asAnn, asBob].map((who) => request(worker, 'one/1.m4s', who)));
    expect(await Promise.all(both.map(sizeOf))).toEqual([1000, 2000]);
  });

  test("is prefetched with the player's credentials, and its token is never stored", async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await request(worker, path, asAnn);
    await worker.views.onView(viewOf(0), 'page');
    const keys = async () => (await worker.access.run(1000, (db) => db.getAllKeys('bodies'))) ?? [];
    await vi.waitFor(async () => expect((await keys()).some((key) => key.includes('two/0.m4s'))).toBe(true));
    expect(sourceOf(await request(worker, 'two/0.m4s', asAnn))).toBe('memory');
    const records = await worker.access.run(1000, async (db) => [
      ...(await db.getAll('entries')),
      ...(await db.getAll('state')),
    ]);
    expect(JSON.stringify(records)).not.toMatch(/Bearer/);
  });

  test('is prefetched with the token of the player, although pictures are requested without one', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8']) await request(worker, path, asAnn);
    const view = viewOf(0);
    const reels = view.reels.map((reel) => ({ ...reel, poster: `${cdn}${reel.id}/poster.webp` }));
    await worker.views.onView({ ...view, reels, device: dataSaver }, 'page');
    expect((await request(worker, 'one/poster.webp', { credentials: 'include' }))?.status).toBe(200);
    await worker.views.onView({ ...view, reels }, 'page');
    const keys = async () => (await worker.access.run(1000, (db) => db.getAllKeys('bodies'))) ?? [];
    await vi.waitFor(async () => expect((await keys()).some((key) => key.includes('two/0.m4s'))).toBe(true));
    expect(sourceOf(await request(worker, 'two/0.m4s', asAnn))).toBe('memory');
  });

  test('is never requested, with the credentials of its viewer, from a replica that the site has not named', async () => {
    const other = 'https://other.test/m/';
    const origins = [
      { id: 'other', url: other },
      { id: 'cdn', url: cdn },
    ];
    const asked: string[] = [];
    const { answer } = session;
    session.answer = (path, init) => {
      if (new Headers(init?.headers).has('authorization')) asked.push(path);
      return path === 'one/0.m4s' ? new Response(null, { status: 503 }) : answer(path, init);
    };
    const worker = await open(personal);
    await worker.views.onView({ ...viewOf(0), origins, device: dataSaver }, 'page');
    for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s']) await request(worker, path, asAnn);
    expect(asked).toContain('one/0.m4s');
    expect(session.requests.filter((path) => !path.startsWith('one/'))).toEqual([]);
  });

  test('is not served from the cache to the next viewer', async () => {
    const worker = await open(personal);
    for (const path of ['one/main.m3u8', 'one/360.m3u8', 'one/0.m4s'])
      await request(worker, path, { credentials: 'include' });
    await worker.views.onView({ ...viewOf(0), viewerId: 'bob' }, 'page');
    expect(sourceOf(await request(worker, 'one/0.m4s', { credentials: 'include' }))).toBe('network');
  });
});

test('files that need credentials are never kept, while the public files of the same site are prefetched', async () => {
  session.answer = (path, init) =>
    path.startsWith('two/') && init?.credentials === 'omit'
      ? new Response(null, { status: 401 })
      : answerNormally(path);
  const worker = startWorker();
  await worker.views.onView(viewOf(0, home), 'page');
  const isKept = (path: string) => worker.access.run(1000, (db) => db.getKey('bodies', `${home}${path}`));
  await vi.waitFor(async () => expect(await isKept('three/0.m4s')).toBeDefined(), { interval: 5 });
  for (const path of ['two/main.m3u8', 'two/360.m3u8', 'two/0.m4s']) expect(await isKept(path), path).toBeUndefined();
});
