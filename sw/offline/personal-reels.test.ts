import { beforeEach, expect, test } from 'vitest';
import {
  answerNormally,
  cdn,
  dataSaver,
  request,
  resetBrowser,
  session,
  startWorker,
  viewOf,
} from '../testing/session.ts';
import { at, bench, pathsOf, reel } from './testing/saving.ts';

beforeEach(resetBrowser);

test('a reel that only its viewer may request waits in a new worker until a page has named the viewer', async () => {
  const asViewer = ({ credentials }: RequestInit) => credentials === 'include';
  let segments = 0;
  session.answer = (path, init = {}) => {
    if (!asViewer(init)) return new Response(null, { status: 401 });
    // The first worker gets no further than the playlists.
    if (path.endsWith('.m4s') && (segments += 1) <= 2) return Promise.reject(new TypeError('no network'));
    return answerNormally(path);
  };
  const start = async () => {
    const worker = startWorker();
    await worker.settings.update({ cache: { personal_paths: [`${cdn}*`] } });
    return worker;
  };
  const view = { ...viewOf(1), device: dataSaver };
  const before = await start();
  await before.views.onView(view, 'page');
  const saved = { ...reel('one'), url: `${cdn}one/main.m3u8`, poster: null };
  await before.offline.receive({ type: 'save', reels: [saved] });
  await before.offline.work();

  segments = 2;
  session.clockAheadMs = 10_000;
  const worker = startWorker();
  const listed = async () => {
    const [status] = (await worker.offline.receive({ type: 'list-saved' })).reels;
    await worker.offline.work();
    return status;
  };
  await listed();
  expect(await listed()).toMatchObject({ state: 'saving' });
  await worker.views.onView(view, 'page');
  await listed();
  expect(await listed()).toMatchObject({ state: 'saved' });
  expect((await request(worker, 'one/0.m4s', { credentials: 'include' }))?.status).toBe(200);
});

test('a public reel does not wait for the viewer to be named, once its files are listed', async () => {
  const { saver, world, workUntil, startSaver, saved, fetched } = bench();
  await saver.save([reel('a')]);
  await workUntil(saver, 'a/low1.m4s');
  world.awaitsViewer = true;
  const next = startSaver();
  await next.saver.save([reel('b')]);
  await next.saver.work();
  expect(saved()).toEqual(pathsOf('a'));
  expect(fetched.filter((key) => key.startsWith(at('b/')))).toEqual([]);
});
