import { beforeEach, expect, test } from 'vitest';
import type { SavedReel } from '../../src/shared/saved.ts';
import {
  cdn,
  dataSaver,
  home,
  request,
  resetBrowser,
  session,
  sourceOf,
  startWorker,
  viewOf,
} from '../testing/session.ts';
import { reelAt } from './reel-at.ts';
import { at, bench, reel as listed } from './testing/saving.ts';

beforeEach(resetBrowser);

const reel: SavedReel = {
  id: 'one',
  url: `${home}one/main.m3u8`,
  format: 'hls',
  poster: null,
  durationSeconds: 8,
  tags: [],
  title: '',
  author: '',
};
const replicas = [home, cdn].map((url) => ({ id: url, url }));

test('a reel plays after the replica that it was saved from has left the feed, also without a network', async () => {
  const before = startWorker();
  await before.views.onView({ ...viewOf(0, home), origins: replicas }, 'page');
  await before.offline.receive({ type: 'save', reels: [reel] });
  await before.offline.work();

  const worker = startWorker();
  await worker.views.onView(viewOf(1), 'page');
  session.answer = () => Promise.reject(new TypeError('no network'));
  const { reels } = await worker.offline.receive({ type: 'list-saved' });
  expect(reels).toMatchObject([{ state: 'saved', reel: { url: `${cdn}one/main.m3u8` } }]);
  const response = await request(worker, '', {}, '', reels[0]?.reel.url);
  expect([response?.status, sourceOf(response)]).toEqual([200, 'store']);
  expect(await response?.text()).toContain(`${cdn}one/360.m3u8`);
});

test.each([
  ['a replica that stands for all from then on', [], replicas.toReversed()],
  ['the one that took its place during an outage', [replicas[1]], replicas],
])('a reel that was saved before its feed named %s plays without a network', async (_what, meanwhile, later) => {
  const saving = meanwhile.length === 0 ? [] : [replicas[0]];
  const originsIn = (origins: readonly ((typeof replicas)[number] | undefined)[]) =>
    origins.filter((one) => one !== undefined);
  const before = startWorker();
  await before.views.onView({ ...viewOf(0, home), origins: originsIn(saving) }, 'page');
  await before.offline.receive({ type: 'save', reels: [reel] });
  await before.offline.work();
  for (const origins of [meanwhile, later]) {
    const worker = startWorker();
    await worker.views.onView({ ...viewOf(1, home), origins: originsIn(origins), device: dataSaver }, 'page');
  }
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(1, home), origins: originsIn(later), device: dataSaver }, 'page');
  session.answer = () => Promise.reject(new TypeError('no network'));
  const response = await request(worker, '', {}, '', `${home}one/0.m4s`);
  expect([response?.status, sourceOf(response)]).toEqual([200, 'store']);
});

test('a signed address is kept as long as it leads to the files', async () => {
  const { saver, reels } = bench();
  const signed = { ...listed('r'), url: at('r/main.m3u8?sig=1') };
  await saver.save([signed]);
  await saver.work();
  const identity = { origins: [], volatileParameters: ['sig'] };
  expect(reels.records.map((record) => reelAt(identity, record))).toEqual([signed]);
});

test('a file that such a reel has lost is fetched from a replica that is left', async () => {
  const { saver, reels, units, startSaver, saved, fetched } = bench();
  await saver.save([listed('r')]);
  await saver.work();
  await reels.change('r', { reel: { ...listed('r'), url: 'https://gone.example/r/main.m3u8' } });
  const whole = saved();
  units.get('unit-1')?.delete(at('r/low1.m4s'));
  await startSaver().saver.work();
  expect([saved(), fetched.filter((key) => key.startsWith('https://gone'))]).toEqual([whole, []]);
});

test('a reel whose URL is not one is listed too, so that it can be removed', async () => {
  const worker = startWorker();
  const { reels } = await worker.offline.receive({ type: 'save', reels: [{ ...reel, url: 'one/main.m3u8' }] });
  expect(reels).toMatchObject([{ reel: { url: 'one/main.m3u8' } }]);
});
