import { mediaHeaders } from '../shared/media-headers.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { absolute } from './absolute.ts';
import type { KnownNetwork } from './honest-timing.ts';

/** Where the loading of a segment stands; 0 is what is not known yet. */
export type LoadProgress = {
  readonly loaded: number;
  readonly total: number;
  readonly loading: { readonly first: number };
};

/** A segment as it is asked for. The range is a header's value. */
export type Segment = { readonly url: string; readonly range: string | null };

type Asked = Segment & { readonly abort: AbortController; hasAnswer: boolean };

export type AskAheadParts = {
  readonly readNetwork: () => KnownNetwork;
  readonly onGiveUp: (request: GivenUpRequest) => void;
};

const lookEveryMs = 25;

/**
 * Whether what follows should be asked for now: its first byte then comes when the last one of this is here, and the
 * line does not stand idle for a round trip between the two.
 */
export function isTimeToAskAhead(
  leftBytes: number,
  { bps, firstByteMs }: Pick<KnownNetwork, 'bps' | 'firstByteMs'>,
): boolean {
  return bps !== null && bps > 0 && (8000 * leftBytes) / bps <= firstByteMs;
}

/**
 * Players ask for one segment after the other. The worker gives what is asked for twice to both from one transfer: so the
 * next segment is asked for one round trip early, and its player joins in.
 */
export class AskAhead {
  #asked: Asked | null = null;
  #brought: Segment | null = null;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(readonly parts: AskAheadParts) {}

  /** The player loads this segment. `findNext` says what it will load then, as far as that can be told. */
  follow(segment: Segment, readProgress: () => LoadProgress, findNext: () => Segment | null): void {
    clearInterval(this.#looking);
    if (!isSame(this.#asked, segment)) this.drop();
    this.#looking = setInterval(() => {
      const { loaded, total, loading } = readProgress();
      if (loading.first === 0) return;
      // The player has joined in: it needs no company.
      if (isSame(this.#asked, segment)) this.drop();
      if (total === 0 || !isTimeToAskAhead(total - loaded, this.parts.readNetwork())) return;
      clearInterval(this.#looking);
      const next = findNext();
      if (next !== null) void this.#ask(next);
    }, lookEveryMs);
  }

  /** Whether this segment, the last one that was asked for here, was nowhere before. */
  hasBrought(segment: Segment): boolean {
    return isSame(this.#brought, segment);
  }

  /** Neither this segment nor the next one is wanted any more. */
  stop(): void {
    clearInterval(this.#looking);
    this.drop();
  }

  drop(): void {
    const asked = this.#asked;
    this.#asked = null;
    if (asked === null) return;
    asked.abort.abort();
    const { url, range, hasAnswer } = asked;
    if (!hasAnswer) this.parts.onGiveUp({ url: absolute(url), range, atMs: Date.now() });
  }

  async #ask({ url, range }: Segment): Promise<void> {
    const abort = new AbortController();
    const asked: Asked = { url, range, abort, hasAnswer: false };
    this.#asked = asked;
    try {
      const { headers } = await fetch(url, { signal: abort.signal, headers: range === null ? {} : { range } });
      asked.hasAnswer = true;
      if (headers.get(mediaHeaders.source) === 'network') this.#brought = { url, range };
    } catch {
      // The player asks for it itself, and hears why it does not come.
    }
  }
}

/** All segments of a reel may lie in one file. */
function isSame(one: Segment | null, other: Segment): boolean {
  return one?.url === other.url && one.range === other.range;
}
