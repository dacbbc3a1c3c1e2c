import { beforeEach, expect, test, vi } from 'vitest';
import {
  answerNormally,
  callApi,
  dataSaver,
  request,
  resetBrowser,
  session,
  startWorker,
  viewOf,
} from './testing/session.ts';

beforeEach(resetBrowser);

test('a new worker applies the stored configuration from its first view on', async () => {
  await startWorker().settings.update({ prefetcher: { default_prefetch_count: 0, max_prefetch_count: 0 } });
  await startWorker().views.onView(viewOf(0), 'page');
  expect(session.requests.filter((path) => path.startsWith('two/'))).toEqual([]);
});

test('a new worker tells a page of saved reels how much room there is', async () => {
  const { storage } = await startWorker().offline.receive({ type: 'list-saved' });
  expect(storage.budgetBytes).toBeGreaterThan(0);
});

test('a new worker reports the stored state from the first API call on', async () => {
  const first = startWorker();
  await first.views.onView(viewOf(0), 'page');
  await first.settings.update({ logging: { level: 'debug' } });
  await callApi(first, 'POST', 'user', { user_id: 'viewer' });
  await callApi(first, 'POST', 'prefetch', { user_id: 'viewer', reel_id: 'three', count: 1 });
  const ask = async (path: string) => (await callApi(startWorker(), 'GET', path)).json();
  const [logs, queue, health] = await Promise.all(['logs', 'prefetch/status', 'health'].map(ask));
  expect(logs).toMatchObject({ level: 'debug' });
  expect(queue).toMatchObject({ asked: [{ reel_id: 'three', user_id: 'viewer' }] });
  expect(health).toMatchObject({ origins: { known: 1 } });
});

test('a new worker applies the stored configuration from the first API call and signal on', async () => {
  const first = startWorker();
  await first.settings.update({
    analyzer: { max_viewers: 30, enable_scroll_tracking: false },
    prefetcher: { max_prefetch_count: 20 },
  });
  const scroll = () => ({ kind: 'scroll', atMs: Date.now(), reelsPerSecond: 2 }) as const;
  for (let at = 0; at < 25; at += 1) await first.planner.observe(`viewer-${at}`, scroll());
  const second = startWorker();
  await second.planner.observe('viewer-0', scroll());
  const known = await Promise.all([0, 1, 24].map((at) => callApi(second, 'GET', `user/viewer-${at}`)));
  expect(known.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await known[0]?.json()).toMatchObject({ counts: { scrolls: 0 } });
  const order = { user_id: 'viewer-1', reel_id: 'one', count: 15 };
  expect((await callApi(startWorker(), 'POST', 'prefetch', order)).status).toBe(409);
});

test('the metrics survive in the next worker even if this one ends during a transfer', async () => {
  const first = startWorker();
  const view = { ...viewOf(0), device: dataSaver };
  await first.views.onView(view, 'page');
  await request(first, 'one/main.m3u8');
  session.answer = (path) => (path.endsWith('.m4s') ? new Promise<never>(() => undefined) : answerNormally(path));
  await request(first, 'one/360.m3u8');
  void request(first, 'one/0.m4s');
  await vi.waitFor(() => expect(session.requests).toContain('one/0.m4s'), { interval: 5 });
  void first.views.onView(view, 'page');
  const counted = async () => (await callApi(startWorker(), 'GET', 'metrics')).json();
  await vi.waitFor(async () => expect(await counted()).toMatchObject({ cache: { network: 2 } }), { interval: 5 });
});
