import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShellCache } from './shell.ts';

/** The part of Cache Storage that the shell uses, keyed by path. */
class FakeCaches {
  readonly #caches = new Map<string, Map<string, Response>>();
  readonly keys = () => Promise.resolve([...this.#caches.keys()]);
  readonly delete = (name: string) => Promise.resolve(this.#caches.delete(name));

  open(name: string) {
    const files = this.#caches.get(name) ?? new Map<string, Response>();
    this.#caches.set(name, files);
    return Promise.resolve({
      addAll: async (requests: readonly Request[]) => {
        for (const one of requests) files.set(pathOf(one), await fetch(one));
      },
      put: (address: string | Request, response: Response) =>
        Promise.resolve(void files.set(pathOf(address), response)),
      match: (address: string | Request) => Promise.resolve(files.get(pathOf(address))?.clone()),
    });
  }

  async match(request: Request, { cacheName }: MultiCacheQueryOptions = {}): Promise<Response | undefined> {
    for (const name of cacheName === undefined ? this.#caches.keys() : [cacheName]) {
      const found = await (await this.open(name)).match(request);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const pathOf = (address: string | Request) => (typeof address === 'string' ? address : new URL(address.url).pathname);

let open: string[];
/** Whether a newer version is installing or waiting. */
let newer: Pick<ServiceWorkerRegistration, 'installing' | 'waiting'>;
let caches: FakeCaches;
const shellOf = (version: string, files = version === '' ? [] : ['/app.js']) => {
  const storage: unknown = caches;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const site = storage as CacheStorage;
  return new ShellCache({ files, routes: {}, version }, site, () => Promise.resolve(open), newer);
};
const put = async (version: string, text: string) =>
  (await caches.open(`nextreel-shell-${version}`)).put('/app.js', new Response(text));
const answer = async (version: string) => {
  const steps: Promise<unknown>[] = [];
  const event = Object.assign(new Event('fetch'), { waitUntil: (step: Promise<unknown>) => void steps.push(step) });
  const response = await shellOf(version).answerAsset(event, new Request('https://page.example/app.js'));
  const text = await response.text();
  await Promise.all(steps);
  return text;
};

beforeEach(() => {
  caches = new FakeCaches();
  open = [];
  newer = { installing: null, waiting: null };
  // Globals that Workbox uses.
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('self', { caches });
  vi.stubGlobal('FetchEvent', vi.fn());
});
afterEach(() => void vi.unstubAllGlobals());

describe('installing a shell', () => {
  let asked: string[];
  const site = (page: string) => {
    asked = [];
    vi.stubGlobal('location', { origin: 'https://page.example' });
    vi.stubGlobal(
      'Request',
      class extends Request {
        constructor(path: string, init: RequestInit) {
          super(new URL(path, 'https://page.example'), init);
        }
      },
    );
    vi.stubGlobal('fetch', async ({ url, cache }: Request) => {
      const { pathname } = new URL(url);
      asked.push(`${pathname} ${cache}`);
      return new Response(pathname === '/' ? page : 'file');
    });
  };
  const shell = () => shellOf('2', ['/', '/assets/index-2.js', '/icon.svg']);

  it('bypasses the browser’s cache for files whose names stay the same', async () => {
    site('<script src="/assets/index-2.js"></script>');
    await shell().install();
    expect(asked).toEqual(['/ reload', '/assets/index-2.js default', '/icon.svg reload']);
    expect(await caches.keys()).toEqual(['nextreel-shell-2']);
  });

  it('fails, and stores nothing, while the site still serves the page of another version', async () => {
    site('<script src="/assets/index-1.js"></script>');
    await expect(shell().install()).rejects.toThrow('another version');
    expect(await caches.keys()).toEqual([]);
  });
});

it('an older shell is deleted once the last of its pages is closed, also by a later worker', async () => {
  open = ['old-page'];
  await put('1', 'old');
  await shellOf('2').takeOver();
  open = ['old-page', 'new-page'];
  await shellOf('2').removeOlderVersions();
  expect(await caches.keys()).toContain('nextreel-shell-1');
  open = ['new-page'];
  await shellOf('2').removeOlderVersions();
  expect(await caches.keys()).toEqual(['nextreel-shell-2']);
});

it.each(['installing', 'waiting'])('the shell of a newer version that is %s is kept', async (state) => {
  await shellOf('1').takeOver();
  await put('2', 'newer');
  newer = { ...newer, [state]: {} };
  await shellOf('1').removeOlderVersions();
  expect(await caches.keys()).toContain('nextreel-shell-2');
});

it('an open page gets late files of its own version, and another site keeps all of its files', () => {
  const paths = ['/app.js', '/assets/late-1.js', '/assets/reel.mp4'];
  const heldBy = (version: string) =>
    paths.filter((path) => shellOf(version).hasFile(new URL(path, 'https://page.example')));
  expect([heldBy('2'), heldBy('')]).toEqual([['/app.js', '/assets/late-1.js'], []]);
});

it('no cache is created on another site', async () => {
  await shellOf('').takeOver();
  expect(await caches.keys()).toEqual([]);
});

it('files come from the newest shell that has them', async () => {
  await put('1', 'old');
  await put('2', 'new');
  expect(await answer('2')).toBe('new');
  expect(await answer('3')).toBe('old');
});

it('a file that the browser has evicted is fetched once and cached again', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response('from the site')));
  vi.stubGlobal('fetch', fetched);
  expect(await answer('1')).toBe('from the site');
  expect(await answer('1')).toBe('from the site');
  expect(fetched).toHaveBeenCalledOnce();
});

it('an error response of the site is not cached', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('gone', { status: 404 })));
  expect(await answer('1')).toBe('gone');
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('here')));
  expect(await answer('1')).toBe('here');
});
