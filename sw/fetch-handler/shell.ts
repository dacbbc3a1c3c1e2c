import { CacheFirst, NetworkFirst } from 'workbox-strategies';

export type Shell = { readonly files: readonly string[]; readonly routes: readonly string[]; readonly version: string };

const cachePrefix = 'nextreel-shell-';
const feedCacheName = 'nextreel-feed';

/** The app shell: the page's own files, kept whole for each version of the worker. */
export class ShellCache {
  readonly #assets: CacheFirst;
  readonly #feed = new NetworkFirst({ cacheName: feedCacheName, networkTimeoutSeconds: 4 });

  constructor(
    readonly shell: Shell,
    readonly caches: CacheStorage,
  ) {
    this.#assets = new CacheFirst({ cacheName: this.#name });
  }

  get #name(): string {
    return `${cachePrefix}${this.shell.version}`;
  }

  async install(): Promise<void> {
    if (this.shell.files.length === 0) return;
    const cache = await this.caches.open(this.#name);
    // Past the browser's HTTP cache, which may still hold files of an older version.
    await cache.addAll(this.shell.files.map((file) => new Request(file, { cache: 'reload' })));
  }

  /** Files of older versions stay while a page that was made of them may still load some of them. */
  async removeOlderVersions(openPages: number): Promise<void> {
    if (openPages > 0) return;
    const names = await this.caches.keys();
    const old = names.filter((name) => name.startsWith(cachePrefix) && name !== this.#name);
    await Promise.all(old.map((name) => this.caches.delete(name)));
  }

  isRoute(url: URL): boolean {
    return this.shell.files.length > 0 && this.shell.routes.includes(url.pathname);
  }

  holds(url: URL): boolean {
    return this.shell.files.includes(url.pathname);
  }

  /** Every view of the app is one document. */
  async answerNavigation(request: Request): Promise<Response> {
    const cache = await this.caches.open(this.#name);
    return (await cache.match('/')) ?? fetch(request);
  }

  async answerAsset(event: ExtendableEvent, request: Request): Promise<Response> {
    return (await this.caches.match(request)) ?? this.#assets.handle({ event, request });
  }

  /** The feed changes by the hour, so the network is asked first; what it said last is good enough offline. */
  answerFeed(event: ExtendableEvent, request: Request): Promise<Response> {
    return this.#feed.handle({ event, request });
  }
}
