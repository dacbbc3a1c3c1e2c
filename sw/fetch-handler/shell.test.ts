import { beforeEach, expect, it } from 'vitest';
import { ShellCache } from './shell.ts';

/** What is used of Cache Storage, by address. */
class FakeCaches {
  readonly #caches = new Map<string, Map<string, Response>>();
  readonly keys = () => Promise.resolve([...this.#caches.keys()]);
  readonly delete = (name: string) => Promise.resolve(this.#caches.delete(name));

  open(name: string) {
    const files = this.#caches.get(name) ?? new Map<string, Response>();
    this.#caches.set(name, files);
    return Promise.resolve({
      put: (address: string, response: Response) => Promise.resolve(void files.set(address, response)),
      match: (address: string | Request) =>
        Promise.resolve(files.get(typeof address === 'string' ? address : new URL(address.url).pathname)?.clone()),
    });
  }

  async match(request: Request): Promise<Response | undefined> {
    for (const name of this.#caches.keys()) {
      const found = await (await this.open(name)).match(request);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

let open: string[];
let caches: FakeCaches;
const shellOf = (version: string) => {
  const storage: unknown = caches;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return new ShellCache({ files: ['/app.js'], routes: {}, version }, storage as CacheStorage, () =>
    Promise.resolve(open),
  );
};
const put = async (version: string, text: string) =>
  (await caches.open(`nextreel-shell-${version}`)).put('/app.js', new Response(text));
const event = { waitUntil: () => undefined };
const answer = async (version: string) =>
  (await shellOf(version).answerAsset(event, new Request('https://page.example/app.js'))).text();

beforeEach(() => {
  caches = new FakeCaches();
  open = [];
});

it('an older shell goes when the last of its pages is gone, also in a later worker', async () => {
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

it('files come from the newest shell that has them', async () => {
  await put('1', 'old');
  await put('2', 'new');
  expect(await answer('2')).toBe('new');
  expect(await answer('3')).toBe('old');
});
