import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['leaves with all that was kept where it is a worker by itself', false, ['skip waiting', 'delete', 'unregister']],
  ["takes away what was kept, and leaves a worker of the site's own that has imported it", true, ['delete']],
])('%s', async (_what, isImported, done) => {
  const did: string[] = [];
  const does = (what: string) => () => Promise.resolve(void did.push(what));
  const listeners = new Map<string, (event: object) => void>();
  vi.stubGlobal('IS_IMPORTED', isImported);
  vi.stubGlobal('self', {
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
    skipWaiting: does('skip waiting'),
    caches: { keys: () => Promise.resolve(['nextreel', "the site's own"]), delete: does('delete') },
    indexedDB: { databases: () => Promise.resolve([]) },
    registration: { unregister: does('unregister') },
  });
  vi.resetModules();
  await import('./removal.ts');
  for (const type of ['install', 'activate']) {
    const waits: Promise<unknown>[] = [];
    listeners.get(type)?.({ waitUntil: (work: Promise<unknown>) => waits.push(work) });
    await Promise.all(waits);
  }
  expect(did).toEqual(done);
});
