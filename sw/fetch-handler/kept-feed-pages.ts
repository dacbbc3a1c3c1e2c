import * as v from 'valibot';
import { feedPageLimit } from '../../src/shared/feed-page.ts';
import { fingerprint } from '../decision/resource/fingerprint.ts';
import { readList } from '../kept.ts';

export type KeptFeedPagesParts = {
  readonly scopeOrigin: string;
  readonly caches: CacheStorage;
  /** Seals what nobody but this browser may read, and not even that once the viewer has signed out. */
  readonly vault: {
    seal(plain: ArrayBuffer): Promise<Sealed>;
    unseal(sealed: Sealed): Promise<ArrayBuffer>;
  };
};
type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly bytes: ArrayBuffer };

const cacheName = 'nextreel-feed-pages';
/** Up to version 0.1 pages were kept as they came. */
const olderCacheName = 'nextreel-feed';
/** When it was fetched for somebody who has not asked for it yet. */
const earlyHeader = 'x-nextreel-early';
const ivBytes = 12;
const lineEnd = 10;
/** More pages than a viewer turns back. */
const mostKept = 100;
const readHeaders = readList(v.tuple([v.string(), v.string()]), 100);

/**
 * Pages of the feed at rest. They say where everything is, signatures included, and a token may stand in their own
 * address: so each is sealed, headers and all, under a name that tells nothing. A store that fails has nothing.
 */
export class KeptFeedPages {
  constructor(readonly parts: KeptFeedPagesParts) {}

  /** 0 for a page that is not here, or that was asked for already. */
  async earlyAtMs(url: string): Promise<number> {
    const kept = await this.#match(url).catch(() => undefined);
    return Number(kept?.headers.get(earlyHeader) ?? 0);
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

  /** `isWanted` is asked again when there is nothing left but to write it. */
  async put(url: string, page: Response, earlyAtMs: number, isWanted: () => boolean): Promise<void> {
    const head = `${JSON.stringify([...page.headers])}\n`;
    const body = page.body?.pipeThrough(new TransformStream(feedPageLimit<Uint8Array<ArrayBuffer>>()));
    const plain = await new Blob([head, await new Response(body).blob()]).arrayBuffer();
    const { iv, bytes } = await this.parts.vault.seal(plain);
    const sealed = new Response(new Blob([iv, bytes]), { headers: { [earlyHeader]: String(earlyAtMs) } });
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
