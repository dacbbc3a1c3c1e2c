import { afterEach, expect, test, vi } from 'vitest';

/** A worker without a store, whose network never answers. */
const { listeners, page } = vi.hoisted(() => {
  const heard = new Map<string, (event: object) => void>();
  class Client {
    readonly id = 'page';
  }
  const self = {
    addEventListener: (type: string, listener: (event: object) => void) => heard.set(type, listener),
    location: new URL('https://site.test/sw.js'),
    navigator: { onLine: true },
    clients: { matchAll: () => Promise.resolve([]) },
    crypto,
    fetch: () => new Promise(() => {}),
  };
  const built = { SHELL: { files: [], routes: {}, version: '' }, API_BASE: '', VERSION: '', IS_IMPORTED: false };
  Object.assign(globalThis, { ...built, self, Client });
  return { listeners: heard, page: new Client() };
});

await import('./index.ts');

afterEach(() => void vi.useRealTimers());

test('a message whose work takes long does not hold its event for longer than browsers allow', async () => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  let isOver = false;
  const waitUntil = (work: Promise<unknown>) => void work.then(() => (isOver = true));
  const urls = Array.from({ length: 20 }, (_, at) => `https://cdn.test/${at}.m4s`);
  const data = { type: 'prefetch-chunks', reelId: 'one', urls };
  listeners.get('message')?.({ data, source: page, ports: [], waitUntil });
  await vi.advanceTimersByTimeAsync(3 * 60_000);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(90_000);
  expect(isOver).toBe(true);
});
