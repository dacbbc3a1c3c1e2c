import { type Access, chooseAccess, mayShowStale } from '../decision/http/access.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { type RequestMode, readRequestMode } from '../decision/http/request-mode.ts';
import { matches, selectionBy } from '../decision/http/vary.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { untilLimit } from '../event-limit.ts';
import { timesOut } from '../times-out.ts';
import type { JoinableTransfer, KeptBody, MediaSources } from './media-sources.ts';
import { respondToFailure } from './failure.ts';
import { passOn } from './pass-on.ts';
import { playerHeaders } from './player-headers.ts';

export type Event = Pick<ExtendableEvent, 'waitUntil'>;

/** Where the response comes from. `kept` is the cached copy to serve or to revalidate. */
type AccessPlan =
  | { readonly access: 'kept' | 'renewed'; readonly kept: KeptBody }
  | { readonly access: 'origin' | 'nowhere' | 'browser'; readonly kept?: undefined };

/** `joined`: the transfer had already begun for another request or a prefetch. */
export type PlayerTransfer = { readonly transfer: JoinableTransfer; readonly source: 'network' | 'joined' };

/** After this long without a response, a stale copy is served if its origin allows that. */
const stalePatienceMs = 4000;

/** Decides how the cache and the origins serve a player's request, for any kind of file. */
export class PlayerRequest {
  readonly #mode: RequestMode;
  readonly #generation: number;

  /** The signal aborts once the player no longer waits for the response. */
  constructor(
    readonly sources: MediaSources,
    readonly event: Event,
    readonly request: Request,
    readonly signal: AbortSignal,
  ) {
    this.#mode = modeOf(request);
    this.#generation = sources.generation;
  }

  readonly header = (name: string): string | null => this.request.headers.get(name);

  /** Whether the viewer has signed out since: nothing is served from the cache then, and nothing is learned. */
  get isOutdated(): boolean {
    return this.#generation !== this.sources.generation;
  }

  /** Whether this request demands a new response from the origin. */
  get demandsOrigin(): boolean {
    return this.#mode === 'network' || this.#mode === 'renewed';
  }

  /** Decides where the response comes from, given the cached copy if there is one. */
  planAccess(kept: KeptBody | undefined): AccessPlan {
    if (this.isOutdated) return { access: 'browser' };
    if (kept !== undefined && !matches(kept.entry.selection, this.header)) return { access: 'browser' };
    const facts = kept && { ...kept.entry, isUnreadPrefetch: kept.isUnreadPrefetch };
    const access: Access = chooseAccess(this.#mode, facts, this.sources.nowMs());
    if (access === 'nowhere') return { access };
    if (access === 'kept' && kept !== undefined) return { access, kept };
    // Only the origin can compare the player's own copy with the current version.
    const { headers } = this.request;
    const isConditional = headers.has('if-none-match') || headers.has('if-modified-since');
    if (headers.has('if-range') || (kept === undefined && isConditional)) return { access: 'browser' };
    return access === 'renewed' && kept !== undefined ? { access, kept } : { access: 'origin' };
  }

  /** Joins or begins the transfer that fetches the resource or revalidates the cached copy. */
  join(resource: Resource, renews: KeptBody | undefined): PlayerTransfer {
    const headers = playerHeaders(this.request);
    const from = this.demandsOrigin ? 'origin' : this.#mode === 'kept' ? 'browser' : undefined;
    const wanted = { resource, headers, from, ...(renews && { renews }) } as const;
    const { transfer, isNew, kept } = this.sources.join(wanted);
    this.event.waitUntil(untilLimit(kept));
    return { transfer, source: isNew ? 'network' : 'joined' };
  }

  /**
   * Whether the transfer's response also fits this request, according to its Vary. Headers that the worker cannot see,
   * such as cookies, are the same: requests with different credentials share no transfer.
   */
  async canUseResponseOf({ transfer: { resource, requestHeaders, head }, source }: PlayerTransfer): Promise<boolean> {
    if (source === 'network') return true;
    const selection = selectionBy(requestHeaders, resource, headerReader((await head).headers));
    return selection === null || matches(selection, this.header);
  }

  /** Returns the stale copy if it may be served and the origin takes too long to respond. */
  async staleCopyIfSlow(answer: Promise<unknown>, kept: KeptBody | undefined): Promise<KeptBody | undefined> {
    const copy = this.#staleCopy(kept, null);
    return copy !== undefined && (await timesOut(answer, stalePatienceMs)) ? copy : undefined;
  }

  /** Returns the stale copy if it may be served after this failure. */
  staleCopyAfter(failure: unknown, kept: KeptBody | undefined): KeptBody | undefined {
    return this.#staleCopy(kept, failure instanceof DownloadError ? failure.status : null);
  }

  /** A live stream has no cached rendition to turn to. Its player waits for the network by itself. */
  respondToFailure(cause: unknown, resource: Resource): Promise<Response> {
    const { request, sources } = this;
    return respondToFailure(request, cause, sources.isOffline && !sources.isLive(resource));
  }

  passOn(): Promise<Response> {
    return passOn(this.request, this.signal);
  }

  /** A request that demands the origin's confirmation never gets a stale copy. */
  #staleCopy(kept: KeptBody | undefined, status: number | null): KeptBody | undefined {
    return this.#mode === 'fresh' && kept !== undefined && mayShowStale(kept.entry, status) ? kept : undefined;
  }
}

export function modeOf({ method, cache, headers }: Request): RequestMode {
  return readRequestMode({ method, cache, header: (name) => headers.get(name) });
}
