import type { View } from '../../src/shared/messages.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { whyNotCopyable, isRefusal } from '../decision/http/storing.ts';
import { matches, selectionBy } from '../decision/http/vary.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { isWithin } from '../decision/time.ts';
import { untilLimit } from '../event-limit.ts';
import type { KeptFeedPages } from './kept-feed-pages.ts';
import { modeOf } from './player-request.ts';

export type FeedPagesParts = {
  readonly scopeOrigin: string;
  /** Whether this is Nextreel's own site, whose feed is known by its address. On other sites a page must name it. */
  readonly isOwnSite: boolean;
  readonly kept: KeptFeedPages;
  readonly fetch: typeof fetch;
  /** Returns why the response may not be shared with every user of this browser, or null if it may. */
  readonly sharingRules: {
    whyPersonal(url: string, isPlaylist: boolean, cacheControl: string): Promise<unknown>;
  };
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
};

/** How long a prefetched page is served instead of asking the network. */
const prefetchLifetimeMs = 5 * 60_000;
/** After this long without a network response, the last kept page is served. */
const patienceMs = 4000;
const longestMs = 15_000;
/** A page that has got its next page soon names the one after it; until then it is not fetched a second time. */
const namingMs = 5000;
/** More pages than a viewer gets to see. */
const maxNamedPages = 100;

/**
 * Serves pages of the feed. The feed changes by the hour, so the network is asked first; its last response is good
 * enough offline. A prefetched page is served instead, once and while it is recent, as with a browser's own prefetch.
 */
export class FeedPages {
  readonly #arriving = new Map<string, Promise<void>>();
  /** Addresses that pages have named as the next page of their feed. */
  readonly #named = new Set<string>();
  #latest = { url: '', askedAtMs: 0 };
  #isRefused = false;
  #purges = 0;

  constructor(readonly parts: FeedPagesParts) {}

  onView({ nextPageUrl }: Pick<View, 'nextPageUrl'>): void {
    if (nextPageUrl === undefined) return;
    this.#named.add(nextPageUrl);
    dropOldest(this.#named, maxNamedPages);
  }

  owns({ href, origin, pathname }: URL): boolean {
    const { isOwnSite, scopeOrigin } = this.parts;
    return this.#named.has(href) || (isOwnSite && origin === scopeOrigin && /\/feed[^/]*\.json$/.test(pathname));
  }

  /** Whether this is a feed page whose response may be kept until the page requests it. */
  mayPrefetch(url: string): boolean {
    const { url: latestUrl, askedAtMs } = this.#latest;
    const isAsked = latestUrl === url && isWithin(namingMs, askedAtMs, this.parts.nowMs());
    return !isAsked && !this.#isRefused && this.owns(new URL(url));
  }

  /** Stops prefetching until a response of the feed may be kept. */
  stopPrefetching(): void {
    this.#isRefused = true;
  }

  async hasPrefetched(url: string): Promise<boolean> {
    return isWithin(prefetchLifetimeMs, await this.parts.kept.prefetchedAtMs(url), this.parts.nowMs());
  }

  /** Prefetches a page. It is too small to be worth cancelling, so concurrent callers share the one transfer. */
  prefetch(url: string): Promise<void> {
    const running = this.#arriving.get(url);
    if (running !== undefined) return running;
    const arriving = this.#fetchPage(url).finally(() => this.#arriving.delete(url));
    this.#arriving.set(url, arriving);
    return arriving;
  }

  async answer(event: Pick<ExtendableEvent, 'waitUntil'>, request: Request): Promise<Response> {
    const { url } = request;
    const { kept } = this.parts;
    // Read before the request: a response must not be kept if its viewer signs out before it arrives.
    const purges = this.#purges;
    const mode = modeOf(request);
    this.#latest = { url, askedAtMs: this.parts.nowMs() };
    const prefetched = mode === 'fresh' || mode === 'kept' ? await this.#findPrefetched(request) : undefined;
    if (prefetched !== undefined) {
      event.waitUntil(untilLimit(this.#keep(url, prefetched.clone(), purges)));
      return prefetched;
    }
    const network = this.parts.fetch(request);
    event.waitUntil(untilLimit(network.then((response) => this.#keep(url, response.clone(), purges))));
    // Who asks for a new response gets it or a failure.
    if (mode === 'network' || mode === 'renewed') return network;
    const quick = await Promise.race([network.catch(() => undefined), this.parts.wait(patienceMs)]);
    if (quick !== undefined && quick.status < 500) return quick;
    return (await kept.find(url)) ?? network;
  }

  /** Deletes all kept pages, and prevents responses in flight from being kept. */
  async purge(): Promise<void> {
    this.#purges += 1;
    await this.parts.kept.clear();
  }

  /** A prefetch sends no headers, so its response may not match a request whose headers select HTML or JSON. */
  async #findPrefetched({ url, headers }: Request): Promise<Response | undefined> {
    const arriving = this.#arriving.get(url)?.catch(() => undefined);
    if (arriving !== undefined) await Promise.race([arriving, this.parts.wait(patienceMs)]);
    const prefetched = (await this.hasPrefetched(url)) ? await this.parts.kept.find(url) : undefined;
    const selection = prefetched === undefined ? null : selectionBy({}, {}, (name) => prefetched.headers.get(name));
    return selection === null || matches(selection, (name) => headers.get(name)) ? prefetched : undefined;
  }

  async #fetchPage(url: string): Promise<void> {
    const purges = this.#purges;
    const signal = AbortSignal.timeout(longestMs);
    const response = await this.parts.fetch(url, { signal }).catch((cause: unknown) => {
      throw new DownloadError('network', url, null, { cause });
    });
    if (!response.ok) throw new DownloadError('status', url, response.status);
    await this.#keep(url, response, purges, this.parts.nowMs());
  }

  /** Keeps a response, unless its request precedes a purge: it must not bring purged data back. */
  async #keep(url: string, response: Response, purges: number, prefetchedAtMs = 0): Promise<void> {
    if (purges !== this.#purges) return;
    const { kept } = this.parts;
    if (isRefusal(response.status)) await kept.remove(url);
    if (!response.ok) return;
    const header = (name: string) => response.headers.get(name);
    const forbidden = whyNotCopyable({ header, isOwnPartition: false });
    const { sharingRules } = this.parts;
    this.#isRefused =
      (forbidden ?? (await sharingRules.whyPersonal(url, true, header('cache-control') ?? ''))) !== null;
    if (this.#isRefused) await kept.remove(url);
    else await kept.put(url, response, prefetchedAtMs, () => purges === this.#purges);
  }
}
