import type { Head } from '../body.ts';
import type { Freshness } from '../decision/http/freshness.ts';
import type { KeptHeaders } from '../decision/http/kept-headers.ts';
import type { Selection } from '../decision/http/vary.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Cause } from '../decision/resource/life.ts';
import type { Identity, Resource } from '../decision/resource/resource.ts';

/** A complete body in the cache. */
export type KeptBody = {
  readonly tier: 'memory' | 'store';
  /** Prefetched, and not requested by a player until now. */
  readonly isUnreadPrefetch?: boolean | undefined;
  readonly body: Blob;
  readonly entry: {
    readonly contentType: string;
    readonly fileBytes: number | null;
    readonly headers: KeptHeaders;
    readonly freshness: Freshness;
    readonly selection: Selection;
    readonly isPinned: boolean;
    readonly sourceUrl: string;
    readonly firstByteMs: number;
    readonly transferMs: number;
    readonly storedAtMs: number;
    readonly prefetchedBy: Cause | null;
  };
};

/** The progress of a transfer in flight. To read its bytes, `join` it: that marks it as a player's transfer. */
export type Arriving = { readonly receivedBytes: number };

/** A transfer in flight, whose bytes a player can take. */
export type JoinableTransfer = Arriving & {
  readonly resource: Resource;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly head: Promise<Head>;
  /** Time spent on the transfer so far. */
  readonly spentMs: number;
  /** Both keep the transfer alive until the signal aborts. */
  readWhole(signal?: AbortSignal): Promise<{ readonly body: Blob; readonly transferMs: number }>;
  follow(range?: ByteRange, signal?: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>>;
};

export type WantedTransfer = {
  readonly resource: Resource;
  readonly headers: Readonly<Record<string, string>>;
  /** The cached copy to revalidate. */
  readonly renews?: KeptBody;
  /** `origin`: a transfer begun for another request will not do. `browser`: the browser's HTTP cache may answer. */
  readonly from: 'origin' | 'browser' | undefined;
};

export type Joined = {
  readonly transfer: JoinableTransfer;
  readonly isNew: boolean;
  /** Settles once the body is stored, or is known not to be. */
  readonly kept: Promise<unknown>;
};

/** What the fetch handler needs from the rest of the worker. */
export type MediaSources = {
  /** Changes when the viewer signs out. The network answers requests of an earlier generation. */
  readonly generation: number;
  readonly scopeOrigin: string;
  readonly isOffline: boolean;
  nowMs(): number;
  identityFor(request: Request): Promise<Identity>;
  originIdOf(url: string): string;
  find(file: Pick<Resource, 'key' | 'urls'>): Promise<KeptBody | undefined>;
  /** Removes what is cached of a file that has changed. */
  drop(url: string): Promise<void>;
  /** Whether it is a live playlist or a segment that one lists. */
  isLive(file: Pick<Resource, 'urls'>): boolean;
  /** Records that a player is answered with this body. */
  use(kept: KeptBody): void;
  findArriving(key: string): Arriving | undefined;
  /** Joins the transfer in flight for this resource, or begins one. */
  join(wanted: WantedTransfer): Joined;
  /** Throughput of the link if speculative transfers share it with this one, now or soon; otherwise null. */
  sharedLinkBps(key: string): number | null;
};
