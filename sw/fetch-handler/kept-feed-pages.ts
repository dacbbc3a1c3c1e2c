import * as v from 'valibot';
import { feedPageLimit } from '../../src/shared/feed-page.ts';
import { fingerprint } from '../decision/resource/fingerprint.ts';
import { readList } from '../kept.ts';

export type KeptFeedPagesParts = {
  readonly scopeOrigin: string;
  readonly caches: CacheStorage;
  /** Encrypts with a key of this browser that is destroyed when the viewer signs out. */
  readonly vault: {
    seal(plain: ArrayBuffer): Promise<Sealed>;
    unseal(sealed: Sealed): Promise<ArrayBuffer>;
  };
};
type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly bytes: ArrayBuffer };

const cacheName = 'nextreel-feed-pages';
/** Versions up to 0.1 kept pages unencrypted in this cache. */
const olderCacheName = 'nextreel-feed';
/** Carries the time at which a page was prefetched, or 0 once it has been requested. */
const prefetchedAtHeader = 'x-nextreel-early';
const ivBytes = 12;
const lineEnd = 10;
/** More pages than a viewer goes back through. */
const mostKept = 100;
const readHeaders = readList(v.tuple([v.string(), v.string()]), 100);

/**
 * Stores pages of the feed. They contain signed media addresses, and their own address may contain a token, so each
 * page is encrypted together with its headers and stored under a hash of its address. A failed read counts as a miss.
 */
export class KeptFeedPages {
  constructor(readonly parts: KeptFeedPagesParts) {}

  /** Returns when the page was prefetched; 0 if it is not kept or has already been requested. */
  async prefetchedAtMs(url: string): Promise<number> {
    const kept = await this.#match(url).catch(() => undefined);
    return Number(kept?.headers.get(prefetchedAtHeader) ?? 0);
  }

  async find(url: string): Promise<Response | undefined> {
    try {
      const sealed = await (await this.#match(url))?.arrayBuffer();
      if (sealed === undefined) return undefined;
      const iv = new Uint8Array(sealed.slice(0, ivBytes));
      const plain = new Uint8Array(await this.parts.vault.unseal({ iv, bytes: sealed.slice(ivBytes) }));
      const bodyAt = plain.indexOf(lineEnd) + 1;
      const headers = readHeaders(JSON.parse(new TextDecoder().decode(plain.subarray(0, bodyAt))));
      return new Response(plain.subarray(bodyAt), headers && { headers });
    } catch {
      return undefined;
    }
  }

  /** Encrypts and stores a page. Calls `isWanted` right before the write. */
  async put(url: string, page: Response, prefetchedAtMs: number, isWanted: () => boolean): Promise<void> {
    const head = `${JSON.stringify([...page.headers])}\n`;
    const body = page.body?.pipeThrough(new TransformStream(feedPageLimit<Uint8Array<ArrayBuffer>>()));
    const plain = await new Blob([head, await new Response(body).blob()]).arrayBuffer();
    const { iv, bytes } = await this.parts.vault.seal(plain);
    const sealed = new Response(new Blob([iv, bytes]), { headers: { [prefetchedAtHeader]: String(prefetchedAtMs) } });
    const cache = await this.#open();
    if (!isWanted()) return;
    await cache.put(this.#nameOf(url), sealed);
    const names = await cache.keys();
    for (const oldest of names.slice(0, -mostKept)) await cache.delete(oldest);
  }

  async remove(url: string): Promise<void> {
    await (await this.#open()).delete(this.#nameOf(url));
  }

  async clear(): Promise<void> {
    await Promise.all([this.parts.caches.delete(cacheName), this.dropOlder()]);
  }

  async dropOlder(): Promise<void> {
    await this.parts.caches.delete(olderCacheName);
  }

  async #match(url: string): Promise<Response | undefined> {
    return (await this.#open()).match(this.#nameOf(url));
  }

  #open(): Promise<Cache> {
    return this.parts.caches.open(cacheName);
  }

  #nameOf(url: string): string {
    return new URL(fingerprint(url), this.parts.scopeOrigin).href;
  }
}
