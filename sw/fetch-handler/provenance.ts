import { ageMs } from '../decision/http/freshness.ts';
import { headersWithAge, type KeptHeaders } from '../decision/http/kept-headers.ts';
import type { MediaSource } from '../../src/shared/media-headers.ts';
import type { ArrivingBody, KeptBody, MediaSources } from './media-sources.ts';

/** Where the bytes of an answer came from, and what they cost on their way over the network. */
export type Provenance = {
  readonly source: MediaSource;
  readonly originId: string;
  readonly contentType: string;
  /** What its origin has said with it. */
  readonly headers: KeptHeaders;
  readonly firstByteMs: number;
  /** Unknown while the bytes are still arriving. */
  readonly transferMs: number | null;
  readonly transferBytes: number | null;
  /** Of what is kept: how long it has been here. */
  readonly ageMs: number | null;
  /** Of what is arriving: what had been spent on it when it was asked for. */
  readonly spentMs: number | null;
  /** Of what is arriving while speculation has a share of the line: what the whole line brings. */
  readonly sharedLineBps: number | null;
};

type Context = Pick<MediaSources, 'originIdOf' | 'nowMs' | 'sharedLineBps'>;

export function provenanceOfKept(
  { tier, entry, body }: KeptBody,
  context: Context,
  headers = entry.headers,
): Provenance {
  const nowMs = context.nowMs();
  // What has just been confirmed is as old as its origin says (RFC 9111, 4).
  const isUnasked = headers === entry.headers;
  return {
    source: tier,
    originId: context.originIdOf(entry.sourceUrl),
    contentType: entry.contentType,
    headers: isUnasked ? headersWithAge(headers, ageMs(entry.freshness, nowMs)) : headers,
    firstByteMs: entry.firstByteMs,
    transferMs: entry.transferMs,
    transferBytes: body.size,
    ageMs: Math.max(0, nowMs - entry.storedAtMs),
    spentMs: null,
    sharedLineBps: null,
  };
}

/** To be called when the transfer is asked for. */
export async function provenanceOfArriving(
  transfer: ArrivingBody,
  source: 'network' | 'joined',
  context: Context,
): Promise<Provenance> {
  const { spentMs } = transfer;
  const { url, contentType, headers, firstByteMs } = await transfer.head;
  const originId = context.originIdOf(url);
  const sharedLineBps = context.sharedLineBps(transfer.resource.key);
  const unknown = { transferMs: null, transferBytes: null, ageMs: null };
  return { source, originId, contentType, headers, firstByteMs, ...unknown, spentMs, sharedLineBps };
}
