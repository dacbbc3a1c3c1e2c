import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

const listNone = () => Promise.resolve([]);
const refuse = () => Promise.reject(new Error('damaged'));

it.each([
  [
    'all stored data and its own registration if it is a separate worker',
    false,
    listNone,
    ['skip waiting', 'delete', 'unregister'],
  ],
  ["only the stored data if the site's own worker has imported it", true, listNone, ['delete']],
  ['its own registration even if the stored data cannot be deleted', false, refuse, ['skip waiting', 'unregister']],
])('removes %s', async (_what, isImported, databases, done) => {
  const did: string[] = [];
  const does = (what: string) => () => Promise.resolve(void did.push(what));
  const listeners = new Map<string, (event: object) => void>();
  vi.stubGlobal('IS_IMPORTED', isImported);
  vi.stubGlobal('self', {
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
    skipWaiting: does('skip waiting'),
    caches: { keys: () => Promise.resolve(['nextreel', "the site's own"]), delete: does('delete') },
    indexedDB: { databases },
    registration: { unregister: does('unregister') },
  });
  vi.resetModules();
  await import('./removal.ts');
  for (const type of ['install', 'activate']) {
    const waits: Promise<unknown>[] = [];
    listeners.get(type)?.({ waitUntil: (work: Promise<unknown>) => waits.push(work) });
    await Promise.allSettled(waits);
  }
  expect(did).toEqual(done);
});
