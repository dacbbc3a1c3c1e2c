import { afterEach, expect, it, vi } from 'vitest';
import { pauseMs, recoverWorker } from './worker-watch.ts';

afterEach(() => void vi.unstubAllGlobals());

it('checks a lost worker at once, and ever less often if nothing brings it back', () => {
  expect(Array.from({ length: 9 }, (_, attempts) => pauseMs(false, attempts))).toEqual([
    0, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

it('checks an active worker every five seconds, and a silent one no more often', () => {
  expect([0, 1, 3, 50].map((attempts) => pauseMs(true, attempts))).toEqual([5000, 5000, 8000, 60_000]);
});

it('a worker that could not be installed is not installed again, since each attempt downloads the page’s files', async () => {
  const installing = Object.assign(new EventTarget(), { state: 'installing' });
  const registration: ServiceWorkerRegistration = Object.assign(Object.create(null), { installing, active: null });
  const register = vi.fn(async () => registration);
  vi.stubGlobal('ServiceWorker', EventTarget);
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('navigator', { serviceWorker: { controller: null, getRegistration: async () => registration } });
  await recoverWorker('/sw.js', register);
  installing.state = 'redundant';
  installing.dispatchEvent(new Event('statechange'));
  await recoverWorker('/sw.js', register);
  expect(register).toHaveBeenCalledOnce();
  page.dispatchEvent(new Event('online'));
  await recoverWorker('/sw.js', register);
  expect(register).toHaveBeenCalledTimes(2);
});
