import { statesLifetime, usableOnceConfirmed } from '../decision/http/freshness.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import type { Life } from '../decision/resource/life.ts';
import type { Identity, Resource } from '../decision/resource/resource.ts';
import type { Arriving, Joined, KeptBody, MediaSources, WantedTransfer } from './media-sources.ts';

export type PlaybackSourceParts = {
  readonly scopeOrigin: string;
  readonly navigator: { readonly onLine: boolean };
  readonly nowMs: () => number;
  readonly cache: { find(key: string): Promise<KeptBody | undefined> };
  readonly lives: { find(key: string): Life | undefined };
  readonly liveStreams: { has(file: Pick<Resource, 'urls'>): boolean };
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
    drop(url: string): Promise<void>;
    join(
      resource: Resource,
      options: Omit<WantedTransfer, 'resource'> & { readonly purpose: 'player'; readonly priority: 'high' },
    ): Joined & { readonly transfer: { readonly whole: Promise<unknown> } };
  };
  readonly origins: { idOf(url: string): string };
  /** Notes a player's request. Returns whether its reel plays in another rendition than planned. */
  readonly choices: { noteRequested(key: string): boolean };
  readonly prefetcher: { replan(): Promise<void> };
  /** Records that a player is answered with bytes that a prefetch has fetched or is fetching. */
  readonly deliveries: { countPrefetchHit(): void };
  /** Gives way to bytes that a player waits for. */
  readonly lanes: { giveWayTo(bytes: Promise<unknown>): void };
};

/** Supplies the bytes for players' requests, and notifies the other parts of the worker. */
export class PlaybackSources implements MediaSources {
  constructor(readonly parts: PlaybackSourceParts) {}

  get generation(): number {
    return this.parts.transfers.generation;
  }

  get scopeOrigin(): string {
    return this.parts.scopeOrigin;
  }

  get isOffline(): boolean {
    return !this.parts.navigator.onLine;
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

  async find(file: Pick<Resource, 'key' | 'urls'>): Promise<KeptBody | undefined> {
    const { key } = file;
    if (this.parts.choices.noteRequested(key)) void this.parts.prefetcher.replan();
    const kept = await this.parts.cache.find(key);
    if (kept === undefined || !this.isLive(file) || statesLifetime(headerReader(kept.entry.headers))) return kept;
    // Stored before the stream was live, or before this worker knew: the name may stand for other content by now.
    return { ...kept, entry: { ...kept.entry, freshness: usableOnceConfirmed(kept.entry.freshness) } };
  }

  drop(url: string): Promise<void> {
    return this.parts.network.drop(url);
  }

  isLive(file: Pick<Resource, 'urls'>): boolean {
    return this.parts.liveStreams.has(file);
  }

  use({ entry }: KeptBody): void {
    if (entry.prefetchedBy !== null) this.parts.deliveries.countPrefetchHit();
  }

  findArriving(key: string): Arriving | undefined {
    return this.parts.transfers.find(key);
  }

  sharedLinkBps(key: string): number | null {
    const { transfers, queue, measured, view } = this.parts;
    const isShared = queue.hasMore || transfers.isBesideSpeculation(key);
    return isShared ? measured.link(view.throughputBps).bps : null;
  }

  join(wanted: WantedTransfer): Joined {
    const { resource, ...options } = wanted;
    const { key, kind } = resource;
    const joined = this.parts.network.join(resource, { ...options, purpose: 'player', priority: 'high' });
    // A renewal that confirms the cached copy is answered with that copy, which `use` counts.
    if (!joined.isNew && wanted.renews === undefined && this.#isPrefetch(key)) this.parts.deliveries.countPrefetchHit();
    if (kind !== 'poster') this.parts.lanes.giveWayTo(joined.transfer.whole);
    return joined;
  }

  #isPrefetch(key: string): boolean {
    return (this.parts.lives.find(key)?.cause ?? null) !== null;
  }
}
