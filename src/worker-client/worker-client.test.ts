import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerClient } from './worker-client.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('navigator', { serviceWorker: Object.assign(new EventTarget(), { startMessages: () => undefined }) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  ['a newer version of the worker takes over', '/nextreel-sw.js', 1],
  ["the site's own worker, which waits for the same pages, is not asked to take over", '/sw.js', 0],
])('%s', (_title, path, asked) => {
  const life = new AbortController();
  const client = new WorkerClient({ worker: () => null, viewerId: () => 'ann', readView: () => null });
  client.start(life.signal);
  const waiting = { scriptURL: `https://site.example${path}`, postMessage: vi.fn() };
  const active = { scriptURL: 'https://site.example/nextreel-sw.js' };
  client.follow(Object({ active, waiting, installing: null }));
  vi.advanceTimersByTime(1000);
  life.abort();
  expect(waiting.postMessage).toHaveBeenCalledTimes(asked);
});
