import { CacheFirst } from 'workbox-strategies/CacheFirst.js';
import { DownloadError } from '../decision/origin/download-error.ts';

export type Shell = {
  readonly files: readonly string[];
  /** The app's routes, and the files that each loads in addition to those of the first. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly version: string;
};

const cachePrefix = 'nextreel-shell-';
/** The cache entry that lists the pages that were open, with older files, when this shell took over. */
const olderPages = '/nextreel-older-pages';

/** Caches the app shell: the page's own files, as a complete set for each version of the worker. */
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
          // This version's files take precedence; older versions only add files that it does not have.
          cachedResponseWillBeUsed: async ({ cachedResponse, request }) => cachedResponse ?? caches.match(request),
        },
      ],
    });
  }

  get #name(): string {
    return `${cachePrefix}${this.shell.version}`;
  }

  /** Whether the worker runs on another site, whose pages it does not know. */
  get isEmpty(): boolean {
    return this.shell.files.length === 0;
  }

  async install(): Promise<void> {
    if (this.isEmpty) return;
    const cache = await this.#open();
    // The browser's HTTP cache may still hold an older version of a file whose name does not change with its content.
    const cacheMode = (file: string) => (isAsset(file) ? 'default' : 'reload');
    await cache.addAll(this.shell.files.map((file) => new Request(file, { cache: cacheMode(file) })));
    if (await this.#isOfThisVersion(cache)) return;
    // The server was in the middle of a deployment. The browser tries again at the next visit.
    await this.caches.delete(this.#name);
    throw new Error('The page is of another version than the worker');
  }

  /** Whether the page refers only to files of this version. */
  async #isOfThisVersion(cache: Cache): Promise<boolean> {
    const page = (await (await cache.match('/'))?.text()) ?? '';
    return (page.match(/\/assets\/[\w.-]+/g) ?? []).every((file) => this.shell.files.includes(file));
  }

  /** Makes this version serve new pages, and records which pages still use older files. */
  async takeOver(): Promise<void> {
    if (this.isEmpty) return;
    const pages = JSON.stringify(await this.listPages());
    await (await this.#open()).put(olderPages, new Response(pages));
    await this.removeOlderVersions();
  }

  /** Removes the files of older versions once no page that was built from them is open. */
  async removeOlderVersions(): Promise<void> {
    const cache = await this.#open();
    const older: unknown = await (await cache.match(olderPages))?.json();
    const open = await this.listPages();
    if (!Array.isArray(older) || older.some((id) => open.includes(id))) return;
    const names = await this.caches.keys();
    // A newer version is installing or waiting, and one of these caches is its own.
    const { installing, waiting } = this.registration;
    if ((installing ?? waiting) !== null) return;
    const old = names.filter((name) => name.startsWith(cachePrefix) && name !== this.#name);
    await Promise.all(old.map((name) => this.caches.delete(name)));
  }

  hasRoute(path: string): boolean {
    return Object.hasOwn(this.shell.routes, path);
  }

  /** Includes files of older versions: an open page may request one that its site no longer has. */
  hasFile({ pathname }: URL): boolean {
    return this.shell.files.includes(pathname) || (!this.isEmpty && isAsset(pathname) && /\.(js|css)$/.test(pathname));
  }

  /** Serves the same document for every route of the app. */
  async answerNavigation(event: Pick<ExtendableEvent, 'waitUntil'>, request: Request): Promise<Response> {
    event.waitUntil(this.removeOlderVersions().catch(() => undefined));
    const cache = await this.#open();
    return (await cache.match('/')) ?? fetch(request);
  }

  answerAsset(event: ExtendableEvent, request: Request): Promise<Response> {
    return this.#files.handle({ event, request });
  }

  /** Returns the route's files that are not cached: the browser may have evicted them since the installation. */
  async missingFiles(route: string): Promise<readonly string[]> {
    const cache = await this.#open();
    const files = this.shell.routes[route] ?? [];
    const kept = await Promise.all(files.map((file) => cache.match(file)));
    return files.filter((_, index) => kept[index] === undefined);
  }

  async restoreFile(file: string, signal: AbortSignal): Promise<void> {
    const response = await fetch(file, { signal });
    if (!response.ok) throw new DownloadError('status', file, response.status);
    await (await this.#open()).put(file, response);
  }

  #open(): Promise<Cache> {
    return this.caches.open(this.#name);
  }
}

/** Whether the file's name changes with its content. */
function isAsset(path: string): boolean {
  return path.startsWith('/assets/');
}
