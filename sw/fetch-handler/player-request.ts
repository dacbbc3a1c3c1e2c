import { type Access, chooseAccess, mayShowStale } from '../decision/http/access.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { type RequestMode, readRequestMode } from '../decision/http/request-mode.ts';
import { matches, selectionBy } from '../decision/http/vary.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { untilLimit } from '../event-limit.ts';
import { outlasts } from '../outlasts.ts';
import type { ArrivingBody, KeptBody, MediaSources } from './media-sources.ts';
import { passOn } from './pass-on.ts';
import { playerHeaders } from './player-headers.ts';

export type Event = Pick<ExtendableEvent, 'waitUntil'>;

/** Where an answer comes from. `kept` is the copy itself, or the one that its origin is asked about. */
type Way =
  | { readonly access: 'kept' | 'renewed'; readonly kept: KeptBody }
  | { readonly access: 'origin' | 'nowhere' | 'browser'; readonly kept?: undefined };

/** `joined`: somebody else had begun it. */
export type Answering = { readonly transfer: ArrivingBody; readonly source: 'network' | 'joined' };

/** After this long without an answer, a stale copy is served, where its origin allows that. */
const stalePatienceMs = 4000;

/** What a player's request asks of the cache and of the origins, whatever kind of file it is for. */
export class PlayerRequest {
  readonly #mode: RequestMode;
  readonly #generation: number;

  /** The signal says when nobody waits for the answer any more. */
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

  /** The viewer has signed out since: nothing is answered from here, and nothing is learned. */
  get isOutdated(): boolean {
    return this.#generation !== this.sources.generation;
  }

  /** The origin is to be asked because of this very request. */
  get isAnew(): boolean {
    return this.#mode === 'network' || this.#mode === 'renewed';
  }

  /** By which way it is answered, when this is what is kept of it. */
  wayTo(kept: KeptBody | undefined): Way {
    if (this.isOutdated) return { access: 'browser' };
    if (kept !== undefined && !matches(kept.entry.selection, this.header)) return { access: 'browser' };
    const facts = kept && { ...kept.entry, isAwaited: kept.isAwaited };
    const access: Access = chooseAccess(this.#mode, facts, this.sources.nowMs());
    if (access === 'nowhere') return { access };
    if (access === 'kept' && kept !== undefined) return { access, kept };
    // Whether that is what the player has already is for the origin to say.
    const { headers } = this.request;
    const isConditional = headers.has('if-none-match') || headers.has('if-modified-since');
    if (headers.has('if-range') || (kept === undefined && isConditional)) return { access: 'browser' };
    return access === 'renewed' && kept !== undefined ? { access, kept } : { access: 'origin' };
  }

  /** The transfer that brings it, or tells that what is kept still holds. */
  join(resource: Resource, renews: KeptBody | undefined): Answering {
    const headers = playerHeaders(this.request);
    const from = this.isAnew ? 'origin' : this.#mode === 'kept' ? 'browser' : undefined;
    const asked = { resource, headers, from, ...(renews && { renews }) } as const;
    const { transfer, isNew, kept } = this.sources.join(asked);
    this.event.waitUntil(untilLimit(kept));
    return { transfer, source: isNew ? 'network' : 'joined' };
  }

  /**
   * Whether this request would have brought the same as the one that has begun the transfer. What nobody here can see of
   * them, such as cookies, is alike: requests with unlike credentials share no transfer.
   */
  async isAnsweredBy({ transfer: { resource, asked, head }, source }: Answering): Promise<boolean> {
    if (source === 'network') return true;
    const selection = selectionBy(asked, resource, headerReader((await head).headers));
    return selection === null || matches(selection, this.header);
  }

  /** The stale copy, where it may be shown and the origin takes too long to answer. */
  async copyInsteadOf(answer: Promise<unknown>, kept: KeptBody | undefined): Promise<KeptBody | undefined> {
    const copy = this.#staleCopy(kept, null);
    return copy !== undefined && (await outlasts(answer, stalePatienceMs)) ? copy : undefined;
  }

  /** The stale copy, where it may be shown after such a failure. */
  copyAfter(failure: unknown, kept: KeptBody | undefined): KeptBody | undefined {
    return this.#staleCopy(kept, failure instanceof DownloadError ? failure.status : null);
  }

  passOn(): Promise<Response> {
    return passOn(this.request, this.signal);
  }

  /** Who asks for what its origin confirms now gets nothing else. */
  #staleCopy(kept: KeptBody | undefined, status: number | null): KeptBody | undefined {
    return this.#mode === 'fresh' && kept !== undefined && mayShowStale(kept.entry, status) ? kept : undefined;
  }
}

export function modeOf({ method, cache, headers }: Request): RequestMode {
  return readRequestMode({ method, cache, header: (name) => headers.get(name) });
}
