import type { Life } from '../decision/resource/life.ts';
import type { Identity, Resource } from '../decision/resource/resource.ts';
import type { Arriving, Joined, KeptBody, MediaSources, WantedTransfer } from './media-sources.ts';

export type PlaybackSourceParts = {
  readonly scopeOrigin: string;
  readonly nowMs: () => number;
  readonly cache: { find(key: string): Promise<KeptBody | undefined> };
  readonly lives: { find(key: string): Life | undefined };
  readonly transfers: {
    find(key: string): Arriving | undefined;
    isBesideSpeculation(key: string): boolean;
    readonly generation: number;
  };
  readonly queue: { readonly hasMore: boolean };
  readonly measured: { link(guessBps: number): { readonly bps: number } };
  readonly view: { readonly throughputBps: number };
  readonly network: {
    identityFor(request: Request): Promise<Identity>;
    join(
      resource: Resource,
      asked: Omit<WantedTransfer, 'resource'> & { readonly purpose: 'player'; readonly priority: 'high' },
    ): Joined & { readonly transfer: { readonly whole: Promise<unknown> } };
  };
  readonly origins: { idOf(url: string): string };
  /** A player asks for a file: says whether its reel is played in another rendition than was planned. */
  readonly choices: { follow(key: string): boolean };
  readonly prefetcher: { replan(): Promise<void> };
  /** A player is answered with what a prefetch has brought, or is bringing. */
  readonly deliveries: { foresaw(): void };
  /** A player waits for these bytes. */
  readonly lanes: { yieldTo(bytes: Promise<unknown>): void };
};

/** Where the bytes of players' requests come from, and who has to hear of it. */
export class PlaybackSources implements MediaSources {
  constructor(readonly parts: PlaybackSourceParts) {}

  get generation(): number {
    return this.parts.transfers.generation;
  }

  get scopeOrigin(): string {
    return this.parts.scopeOrigin;
  }

  nowMs(): number {
    return this.parts.nowMs();
  }

  identityFor(request: Request): Promise<Identity> {
    return this.parts.network.identityFor(request);
  }

  originIdOf(url: string): string {
    return this.parts.origins.idOf(url);
  }

  async find(key: string): Promise<KeptBody | undefined> {
    if (this.parts.choices.follow(key)) void this.parts.prefetcher.replan();
    return this.parts.cache.find(key);
  }

  use({ entry }: KeptBody): void {
    if (entry.prefetchedBy !== null) this.parts.deliveries.foresaw();
  }

  findArriving(key: string): Arriving | undefined {
    return this.parts.transfers.find(key);
  }

  sharedLineBps(key: string): number | null {
    const { transfers, queue, measured, view } = this.parts;
    const isShared = queue.hasMore || transfers.isBesideSpeculation(key);
    return isShared ? measured.link(view.throughputBps).bps : null;
  }

  join(wanted: WantedTransfer): Joined {
    const { resource, ...asked } = wanted;
    const { key, kind } = resource;
    const joined = this.parts.network.join(resource, { ...asked, purpose: 'player', priority: 'high' });
    // Of a renewal that confirms what is kept, the answer is that: it is counted then.
    if (!joined.isNew && wanted.renews === undefined && this.#isPrefetch(key)) this.parts.deliveries.foresaw();
    if (kind !== 'poster') this.parts.lanes.yieldTo(joined.transfer.whole);
    return joined;
  }

  #isPrefetch(key: string): boolean {
    return (this.parts.lives.find(key)?.cause ?? null) !== null;
  }
}
