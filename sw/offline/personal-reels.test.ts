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
import { DownloadError } from '../decision/origin/download-error.ts';
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

test('a reel that is refused before a page has shown its token waits, and one that is refused after that stops', async () => {
  const { saver, reels, world, answerWith, fetched } = bench();
  world.isGuess = true;
  answerWith((resource) => new DownloadError('status', resource.key, 401));
  await saver.save([reel('a')]);
  await saver.work();
  await saver.work();
  expect(reels.find('a')).toMatchObject({ state: 'saving', problem: null });
  expect(fetched).toHaveLength(1);
  world.isGuess = false;
  await saver.work();
  expect(reels.find('a')).toMatchObject({ state: 'paused', problem: 'refused' });
});

test('a reel whose stored URL has no signature waits in a new worker until a page lists it', async () => {
  const { saver, world, workUntil, startSaver, answerWith, fetched, saved } = bench();
  await saver.save([reel('a')]);
  await workUntil(saver, 'a/low1.m4s');
  answerWith((resource) => (world.isListing ? undefined : new DownloadError('status', resource.key, 403)));
  const next = startSaver();
  await next.saver.work();
  await next.saver.work();
  const before = fetched.length;
  await next.saver.work();
  expect(fetched.length).toBe(before);
  expect(next.reels.find('a')).toMatchObject({ state: 'saving', problem: null });
  world.isListing = true;
  await next.saver.work();
  expect(saved()).toEqual(pathsOf('a'));
});

test('a reel that was refused on the way is listed anew when it is resumed, since its addresses may have been signed', async () => {
  const { saver, reels, answerWith, fetched, saved } = bench();
  answerWith(({ key }) => (key === at('a/low1.m4s') ? new DownloadError('status', key, 403) : undefined));
  await saver.save([reel('a')]);
  await saver.work();
  expect(reels.find('a')).toMatchObject({ state: 'paused', problem: 'refused' });
  answerWith(() => undefined);
  await saver.order(['a'], 'resume');
  await saver.work();
  expect(fetched.filter((key) => key === at('a/main.m3u8'))).toHaveLength(2);
  expect(saved()).toEqual(pathsOf('a'));
});
