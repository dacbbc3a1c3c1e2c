import { mediaHeaders } from '../shared/media-headers.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { absoluteUrl } from './absolute-url.ts';
import type { KnownNetwork } from './network-timing.ts';

/** Progress of a segment's load. Values not known yet are 0. */
export type LoadProgress = {
  readonly loaded: number;
  readonly total: number;
  readonly loading: { readonly first: number };
};

/** A segment request. `range` is the value of the Range header. */
export type Segment = { readonly url: string; readonly range: string | null };

type PendingRequest = Segment & { readonly abort: AbortController; isPending: boolean };

export type RequestAheadParts = {
  readonly readNetwork: () => KnownNetwork;
  readonly onGiveUp: (request: GivenUpRequest) => void;
};

const checkEveryMs = 25;

/**
 * Whether to request the next segment now: its first byte then arrives right after the last one of this segment, and
 * the link does not sit idle for a round trip between the two.
 */
export function isTimeToRequestAhead(
  leftBytes: number,
  { bps, firstByteMs }: Pick<KnownNetwork, 'bps' | 'firstByteMs'>,
): boolean {
  return bps !== null && bps > 0 && (8000 * leftBytes) / bps <= firstByteMs;
}

/**
 * Requests the next segment one round trip before its player does. Players request one segment after the other; the
 * worker serves two requests for the same bytes from one transfer, so the player's own request joins it.
 */
export class RequestAhead {
  #pending: PendingRequest | null = null;
  #fetched: Segment | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(readonly parts: RequestAheadParts) {}

  /** Called when the player starts to load a segment. `findNext` returns the one it will load next; null if unknown. */
  follow(segment: Segment, readProgress: () => LoadProgress, findNext: () => Segment | null): void {
    clearInterval(this.#timer);
    if (!isSame(this.#pending, segment)) this.drop();
    this.#timer = setInterval(() => {
      const { loaded, total, loading } = readProgress();
      if (loading.first === 0) return;
      // The player's own request has joined the transfer: this one is no longer needed.
      if (isSame(this.#pending, segment)) this.drop();
      if (total === 0 || !isTimeToRequestAhead(total - loaded, this.parts.readNetwork())) return;
      clearInterval(this.#timer);
      const next = findNext();
      if (next !== null) void this.#request(next);
    }, checkEveryMs);
  }

  /** Whether this is the last segment that a request ahead has fetched from the network. */
  hasFetched(segment: Segment): boolean {
    return isSame(this.#fetched, segment);
  }

  /** Stops watching the current segment and aborts the request ahead. */
  stop(): void {
    clearInterval(this.#timer);
    this.drop();
  }

  drop(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    pending.abort.abort();
    const { url, range, isPending } = pending;
    if (isPending) this.parts.onGiveUp({ url: absoluteUrl(url), range, atMs: Date.now() });
  }

  async #request({ url, range }: Segment): Promise<void> {
    const abort = new AbortController();
    const pending: PendingRequest = { url, range, abort, isPending: true };
    this.#pending = pending;
    try {
      const { headers } = await fetch(url, { signal: abort.signal, headers: range === null ? {} : { range } });
      if (headers.get(mediaHeaders.source) === 'network') this.#fetched = { url, range };
    } catch {
      // The player will request the segment itself and get the error.
    } finally {
      pending.isPending = false;
    }
  }
}

/** Compares ranges too, since all segments of a reel may be in one file. */
function isSame(one: Segment | null, other: Segment): boolean {
  return one?.url === other.url && one.range === other.range;
}
