import type { Head } from '../body.ts';
import type { Freshness } from '../decision/http/freshness.ts';
import type { KeptHeaders } from '../decision/http/kept-headers.ts';
import type { Selection } from '../decision/http/vary.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Cause } from '../decision/resource/life.ts';
import type { Identity, Resource } from '../decision/resource/resource.ts';

/** A whole body that is kept. */
export type KeptBody = {
  readonly tier: 'memory' | 'store';
  /** Fetched in advance for the request that comes now. */
  readonly isAwaited?: boolean | undefined;
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

/** What can be seen of a body on its way. Whoever wants its bytes joins it: that makes it a player's. */
export type Arriving = { readonly receivedBytes: number };

/** A body on its way. */
export type ArrivingBody = Arriving & {
  readonly resource: Resource;
  readonly asked: Readonly<Record<string, string>>;
  readonly head: Promise<Head>;
  /** What it has cost on its way up to now. */
  readonly spentMs: number;
  /** Both of these hold the transfer, until the signal says stop: it is not given up while anybody waits for it. */
  readWhole(signal?: AbortSignal): Promise<{ readonly body: Blob; readonly transferMs: number }>;
  follow(range?: ByteRange, signal?: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>>;
};

export type WantedTransfer = {
  readonly resource: Resource;
  readonly headers: Readonly<Record<string, string>>;
  /** Asked whether this is still current. */
  readonly renews?: KeptBody;
  /** `origin`: what comes for others is not what this request wants. `browser`: what the browser keeps for itself will do. */
  readonly from: 'origin' | 'browser' | undefined;
};

export type Joined = {
  readonly transfer: ArrivingBody;
  readonly isNew: boolean;
  /** Settles when the body is kept, or is not going to be. */
  readonly kept: Promise<unknown>;
};

/** What the fetch handler needs from the rest of the worker. */
export type MediaSources = {
  /** Another one once the viewer has signed out: whoever asked before is answered by the network. */
  readonly generation: number;
  readonly scopeOrigin: string;
  nowMs(): number;
  identityFor(request: Request): Promise<Identity>;
  originIdOf(url: string): string;
  find(key: string): Promise<KeptBody | undefined>;
  /** A player is answered with it. */
  use(kept: KeptBody): void;
  findArriving(key: string): Arriving | undefined;
  /** The transfer of this resource: the one under way, or a new one. */
  join(wanted: WantedTransfer): Joined;
  /** What the line brings, where bytes that no player waits for are coming in beside these, or will be; else null. */
  sharedLineBps(key: string): number | null;
};
