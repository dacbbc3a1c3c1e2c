import type { Life } from '../decision/resource/life.ts';
import type { Identity } from '../decision/resource/resource.ts';
import type { ArrivingBody, Joined, KeptBody, MediaSources, WantedTransfer } from './media-sources.ts';

export type PlaybackSourceParts = {
  readonly scopeOrigin: string;
  readonly cache: { find(key: string): Promise<KeptBody | undefined> };
  readonly lives: { find(key: string): Life | undefined };
  readonly transfers: {
    find(key: string): (ArrivingBody & { readonly whole: Promise<unknown> }) | undefined;
    isBesideSpeculation(key: string): boolean;
    readonly generation: number;
  };
  readonly join: (wanted: WantedTransfer) => Joined & { readonly transfer: { readonly whole: Promise<unknown> } };
  readonly queue: { readonly hasMore: boolean };
  readonly identityFor: (request: Request) => Promise<Identity>;
  readonly originIdOf: (url: string) => string;
  /** A player asks for a file: says whether its reel is played in another rendition than was planned. */
  readonly followRendition: (key: string) => boolean;
  readonly onOtherRendition: () => void;
  /** A player asks for what a prefetch has brought, or is bringing. */
  readonly onForeseen: () => void;
  /** A player waits for these bytes. */
  readonly onAwaited: (bytes: Promise<unknown>) => void;
  readonly nowMs: () => number;
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
    return this.parts.identityFor(request);
  }

  originIdOf(url: string): string {
    return this.parts.originIdOf(url);
  }

  async find(key: string): Promise<KeptBody | undefined> {
    if (this.parts.followRendition(key)) this.parts.onOtherRendition();
    const found = await this.parts.cache.find(key);
    if (found !== undefined && found.entry.prefetchedBy !== null) this.parts.onForeseen();
    return found;
  }

  findArriving(key: string): ArrivingBody | undefined {
    const transfer = this.parts.transfers.find(key);
    if (transfer === undefined) return undefined;
    if (this.#isPrefetch(key)) this.parts.onForeseen();
    this.parts.onAwaited(transfer.whole);
    return transfer;
  }

  sharesLine(key: string): boolean {
    const { transfers, queue } = this.parts;
    return queue.hasMore || transfers.isBesideSpeculation(key);
  }

  join(wanted: WantedTransfer): Joined {
    const { key, kind } = wanted.resource;
    const joined = this.parts.join(wanted);
    if (!joined.isNew && this.#isPrefetch(key)) this.parts.onForeseen();
    if (kind !== 'poster') this.parts.onAwaited(joined.transfer.whole);
    return joined;
  }

  #isPrefetch(key: string): boolean {
    return (this.parts.lives.find(key)?.cause ?? null) !== null;
  }
}
