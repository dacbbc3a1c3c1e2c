import { CacheFirst } from 'workbox-strategies/CacheFirst.js';
import { DownloadError } from '../decision/origin/download-error.ts';

export type Shell = {
  readonly files: readonly string[];
  /** The views of the app, and the files that each loads beside those of the first. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly version: string;
};

const cachePrefix = 'nextreel-shell-';
/** In a shell's cache: the pages that were open when it took over, made of older files. */
const olderPages = '/nextreel-older-pages';

/** The app shell: the page's own files, kept whole for each version of the worker. */
export class ShellCache {
  readonly #files: CacheFirst;

  constructor(
    readonly shell: Shell,
    readonly caches: CacheStorage,
    readonly listPages: () => Promise<readonly string[]>,
    readonly registration: Pick<ServiceWorkerRegistration, 'installing' | 'waiting'>,
  ) {
    this.#files = new CacheFirst({
      cacheName: this.#name,
      plugins: [
        {
          // What this version has is newer; the files of older ones have names of their own.
          cachedResponseWillBeUsed: async ({ cachedResponse, request }) => cachedResponse ?? caches.match(request),
        },
      ],
    });
  }

  get #name(): string {
    return `${cachePrefix}${this.shell.version}`;
  }

  /** The site is somebody else's: the worker knows none of its pages. */
  get isEmpty(): boolean {
    return this.shell.files.length === 0;
  }

  async install(): Promise<void> {
    if (this.isEmpty) return;
    const cache = await this.#open();
    // Past the browser's HTTP cache, which may still hold files of an older version.
    await cache.addAll(this.shell.files.map((file) => new Request(file, { cache: 'reload' })));
  }

  /** This version serves whoever comes from now on. */
  async takeOver(): Promise<void> {
    if (this.isEmpty) return;
    const pages = JSON.stringify(await this.listPages());
    await (await this.#open()).put(olderPages, new Response(pages));
    await this.removeOlderVersions();
  }

  /** Files of older versions stay while a page that was made of them may still load some of them. */
  async removeOlderVersions(): Promise<void> {
    const cache = await this.#open();
    const older: unknown = await (await cache.match(olderPages))?.json();
    const open = await this.listPages();
    if (!Array.isArray(older) || older.some((id) => open.includes(id))) return;
    const names = await this.caches.keys();
    // A newer version has come, or is on its way: one of these is its own.
    const { installing, waiting } = this.registration;
    if ((installing ?? waiting) !== null) return;
    const old = names.filter((name) => name.startsWith(cachePrefix) && name !== this.#name);
    await Promise.all(old.map((name) => this.caches.delete(name)));
  }

  hasRoute(path: string): boolean {
    return Object.hasOwn(this.shell.routes, path);
  }

  /** Files of older versions too: a page that is still open may ask for one that its site has no longer. */
  holds({ pathname }: URL): boolean {
    return this.shell.files.includes(pathname) || (!this.isEmpty && /^\/assets\/.+\.(js|css)$/.test(pathname));
  }

  /** Every view of the app is one document. */
  async answerNavigation(event: Pick<ExtendableEvent, 'waitUntil'>, request: Request): Promise<Response> {
    event.waitUntil(this.removeOlderVersions().catch(() => undefined));
    const cache = await this.#open();
    return (await cache.match('/')) ?? fetch(request);
  }

  answerAsset(event: ExtendableEvent, request: Request): Promise<Response> {
    return this.#files.handle({ event, request });
  }

  /** The browser may have thrown away what was kept when the worker was installed. */
  async missingOf(route: string): Promise<readonly string[]> {
    const cache = await this.#open();
    const files = this.shell.routes[route] ?? [];
    const kept = await Promise.all(files.map((file) => cache.match(file)));
    return files.filter((_, index) => kept[index] === undefined);
  }

  async bring(file: string, signal: AbortSignal): Promise<void> {
    const response = await fetch(file, { signal });
    if (!response.ok) throw new DownloadError('status', file, response.status);
    await (await this.#open()).put(file, response);
  }

  #open(): Promise<Cache> {
    return this.caches.open(this.#name);
  }
}
