import { afterEach, expect, test, vi } from 'vitest';
import { defer } from './origins/deferred.ts';
import { SignOut } from './sign-out.ts';

/** A worker in a browser whose stores never answer. */
const { listeners, page, tabs } = vi.hoisted(() => {
  const added = new Map<string, (event: object) => void>();
  class Client {
    readonly id = 'page';
  }
  const never = () => new Promise(() => {});
  const open = ['one', 'two'].map(() => ({ postMessage: vi.fn<(message: unknown, options: unknown) => void>() }));
  const self = {
    addEventListener: (type: string, listener: (event: object) => void) => added.set(type, listener),
    location: new URL('https://site.test/sw.js'),
    navigator: { onLine: true },
    clients: { matchAll: () => Promise.resolve(open) },
    caches: { keys: never, delete: never },
    indexedDB: { databases: never },
    crypto,
    fetch: never,
  };
  const built = { SHELL: { files: [], routes: {}, version: '' }, API_BASE: '', VERSION: '', IS_IMPORTED: false };
  Object.assign(globalThis, { ...built, self, Client });
  return { listeners: added, page: new Client(), tabs: open };
});

await import('./index.ts');

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a page that the worker does not control can sign out by message, and learns whether that succeeded', async () => {
  vi.spyOn(SignOut.prototype, 'run').mockResolvedValueOnce().mockRejectedValueOnce(new Error('the store is away'));
  const port = { postMessage: vi.fn<(answer: unknown, transfer: unknown) => void>() };
  const say = () => {
    const { promise, resolve } = defer<unknown>();
    const message = { data: { type: 'sign-out-nextreel' }, source: page, ports: [port], waitUntil: resolve };
    listeners.get('message')?.(message);
    return promise;
  };
  await say();
  await say();
  expect(port.postMessage.mock.calls).toEqual([
    [null, []],
    ['Error: the store is away', []],
  ]);
});

test('every tab learns of a removal that never finishes, whose message event ends before the browser limit', async () => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  let isOver = false;
  const waitUntil = (work: Promise<unknown>) => void work.then(() => (isOver = true));
  const data = { type: 'remove-nextreel' };
  listeners.get('message')?.({ data, source: page, ports: [], waitUntil });
  await vi.advanceTimersByTimeAsync(3 * 60_000);
  for (const { postMessage } of tabs) expect(postMessage).toHaveBeenCalledWith({ type: 'removed' }, {});
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(90_000);
  expect(isOver).toBe(true);
});
