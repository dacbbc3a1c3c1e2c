import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signOut } from './sign-out.ts';

/** What remains of the viewer in the browser. */
let notes: Storage;
let databases: string[];
let cacheNames: string[];
/** Messages that workers received. */
let posted: unknown[];

/** Creates a registration on the site whose worker replies to messages with this answer. */
const registration = (answer: unknown): ServiceWorkerRegistration =>
  Object.assign(Object.create(null), {
    active: {
      scriptURL: 'https://site.example/reels/nextreel-sw.js',
      postMessage: (message: unknown, [port]: readonly MessagePort[]) => {
        posted.push(message);
        if (answer !== undefined) port?.postMessage(answer);
      },
    },
  });

const deleteDatabase = (name: string) => {
  databases = databases.filter((one) => one !== name);
  const deletion = new EventTarget();
  queueMicrotask(() => deletion.dispatchEvent(new Event('success')));
  return deletion;
};

beforeEach(() => {
  posted = [];
  databases = ['nextreel', 'nextreel-saved', 'of-the-host'];
  cacheNames = ['nextreel-shell', 'of-the-host'];
  notes = Object.create(
    { removeItem: (key: string) => Reflect.deleteProperty(notes, key) },
    { 'nextreel:viewer': { value: 'ann', configurable: true, enumerable: true } },
  );
  vi.stubGlobal('localStorage', notes);
  vi.stubGlobal('indexedDB', {
    databases: () => Promise.resolve(databases.map((name) => ({ name }))),
    deleteDatabase,
  });
  vi.stubGlobal('caches', {
    keys: () => Promise.resolve(cacheNames),
    delete: async (name: string) => (cacheNames = cacheNames.filter((one) => one !== name)),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a viewer who signs out on a page that no worker serves', () => {
  it('leaves nothing in the stores that a worker has filled', async () => {
    await signOut(false, () => Promise.resolve([]));
    expect([databases, cacheNames, Object.keys(notes)]).toEqual([['of-the-host'], ['of-the-host'], []]);
  });

  it('is signed out by every installed worker, which may still hold data in memory', async () => {
    await signOut(false, () => Promise.resolve([registration(null), registration(null)]));
    expect(posted).toEqual([{ type: 'sign-out-nextreel' }, { type: 'sign-out-nextreel' }]);
    expect(Object.keys(notes)).toEqual([]);
  });

  it('is asked to sign out again when that worker fails or does not answer', async () => {
    const away = signOut(false, () => Promise.resolve([registration('Error: the store is away')]));
    await expect(away).rejects.toThrow(/nextreel-sw\.js may still .*the store is away.* Sign out once more/);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent = signOut(false, () => Promise.resolve([registration(undefined)]));
    const refused = expect(silent).rejects.toThrow(/it does not answer/);
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
  });

  it('is signed out in the page alone if there can be no worker', async () => {
    vi.stubGlobal('caches', undefined);
    await signOut(false, () => Promise.resolve(undefined));
    expect(Object.keys(notes)).toEqual([]);
  });
});

it('a viewer whose page is served by a worker is signed out by that worker alone', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal('fetch', fetched);
  await signOut(true, () => Promise.reject(new Error('no other registration is looked up')));
  expect(fetched).toHaveBeenCalledWith('/api/v1/session', expect.objectContaining({ method: 'DELETE' }));
  expect([posted, databases.length]).toEqual([[], 3]);
});
