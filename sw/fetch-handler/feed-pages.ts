import type { View } from '../../src/shared/messages.ts';
import { forbidsCopies } from '../decision/http/storing.ts';
import { DownloadError } from '../decision/origin/download-error.ts';

export type FeedPagesParts = {
  readonly scopeOrigin: string;
  /** The site is our own: its feed is known by its address. On a site of others a page has to name it. */
  readonly isOwnSite: boolean;
  readonly caches: CacheStorage;
  readonly fetch: typeof fetch;
  /** Why what came from this address is not for everybody who uses this browser; null when it is. */
  readonly refuse: (url: string, cacheControl: string) => Promise<string | null>;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
};

const cacheName = 'nextreel-feed';
/** On a kept page: when it was fetched for somebody who has not asked for it yet. */
const earlyHeader = 'x-nextreel-early';
/** How long a page that was fetched in advance stands for what the network would say. */
const earlyHoldsMs = 5 * 60_000;
/** A network that says nothing for so long is answered for by what it said last. */
const patienceMs = 4000;
const longestMs = 15_000;
/** More pages than a viewer comes to meanwhile. */
const mostNamed = 100;

/**
 * Pages of the feed. The feed changes by the hour, so the network is asked first, and what it said last is good enough
 * offline. A page that was fetched in advance is answered instead, once and while it is young, as with a browser's own
 * prefetch.
 */
export class FeedPages {
  readonly #arriving = new Map<string, Promise<void>>();
  /** Addresses at which a page says that its feed goes on. */
  readonly #named = new Set<string>();
  #isRefused = false;
  #purges = 0;

  constructor(readonly parts: FeedPagesParts) {}

  see({ nextPageUrl }: Pick<View, 'nextPageUrl'>): void {
    if (nextPageUrl === undefined) return;
    this.#named.add(nextPageUrl);
    for (const oldest of this.#named) {
      if (this.#named.size <= mostNamed) break;
      this.#named.delete(oldest);
    }
  }

  owns({ href, origin, pathname }: URL): boolean {
    const { isOwnSite, scopeOrigin } = this.parts;
    return this.#named.has(href) || (isOwnSite && origin === scopeOrigin && /\/feed[^/]*\.json$/.test(pathname));
  }

  /** Whether it can be kept until the page asks for it. */
  mayPrefetch(url: string): boolean {
    return !this.#isRefused && this.owns(new URL(url));
  }

  /** Nothing of this feed is fetched in advance until an answer may be kept. */
  leaveAlone(): void {
    this.#isRefused = true;
  }

  async isHere(url: string): Promise<boolean> {
    return this.#isEarly(await this.#find(url));
  }

  /** Once asked for, so small a thing is not stopped: whoever asks for it meanwhile gets this one. */
  prefetch(url: string): Promise<void> {
    const running = this.#arriving.get(url);
    if (running !== undefined) return running;
    const arriving = this.#fetchEarly(url).finally(() => this.#arriving.delete(url));
    this.#arriving.set(url, arriving);
    return arriving;
  }

  async answer(event: Pick<ExtendableEvent, 'waitUntil'>, request: Request): Promise<Response> {
    const { url } = request;
    const arriving = this.#arriving.get(url)?.catch(() => undefined);
    if (arriving !== undefined) await Promise.race([arriving, this.parts.wait(patienceMs)]);
    const early = await this.#find(url);
    if (early !== undefined && this.#isEarly(early)) {
      const answer = new Response(early.body, withoutMark(early));
      event.waitUntil(this.#keep(url, answer.clone(), this.#purges).catch(() => undefined));
      return answer;
    }
    const purges = this.#purges;
    const network = this.parts.fetch(request);
    event.waitUntil(network.then((response) => this.#keep(url, response.clone(), purges)).catch(() => undefined));
    const quick = await Promise.race([network.catch(() => undefined), this.parts.wait(patienceMs)]);
    if (quick !== undefined && quick.status < 500) return quick;
    return (await this.#find(url)) ?? network;
  }

  /** Leaves nothing that was meant for this viewer. */
  async purge(): Promise<void> {
    this.#purges += 1;
    await this.parts.caches.delete(cacheName);
  }

  async #fetchEarly(url: string): Promise<void> {
    const purges = this.#purges;
    const signal = AbortSignal.timeout(longestMs);
    const response = await this.parts.fetch(url, { signal }).catch((cause: unknown) => {
      throw new DownloadError('network', url, null, { cause });
    });
    if (!response.ok) throw new DownloadError('status', url, response.status);
    const body = await response.blob();
    const { status, headers } = response;
    const marked = new Headers(headers);
    marked.set(earlyHeader, String(this.parts.nowMs()));
    await this.#keep(url, new Response(body, { status, headers: marked }), purges);
  }

  /** What was asked for before a purge must not bring back what was purged. */
  async #keep(url: string, response: Response, purges: number): Promise<void> {
    if (!response.ok || purges !== this.#purges) return;
    const header = (name: string) => response.headers.get(name);
    const forbidden = forbidsCopies({ header, isOwnPartition: false });
    this.#isRefused = (forbidden ?? (await this.parts.refuse(url, header('cache-control') ?? ''))) !== null;
    const cache = await this.parts.caches.open(cacheName);
    if (this.#isRefused) await cache.delete(url);
    else if (purges === this.#purges) await cache.put(url, response);
  }

  /** A store that fails has nothing. */
  async #find(url: string): Promise<Response | undefined> {
    try {
      return await (await this.parts.caches.open(cacheName)).match(url);
    } catch {
      return undefined;
    }
  }

  #isEarly(kept: Response | undefined): boolean {
    const atMs = kept?.headers.get(earlyHeader) ?? null;
    return atMs !== null && this.parts.nowMs() - Number(atMs) < earlyHoldsMs;
  }
}

function withoutMark({ status, headers }: Response): ResponseInit {
  const unmarked = new Headers(headers);
  unmarked.delete(earlyHeader);
  return { status, headers: unmarked };
}
