import { ageMs } from '../decision/http/freshness.ts';
import { headersWithAge, type KeptHeaders } from '../decision/http/kept-headers.ts';
import type { MediaSource } from '../../src/shared/media-headers.ts';
import type { JoinableTransfer, KeptBody, MediaSources } from './media-sources.ts';

/** Where the bytes of a response came from, and how long their transfer took. */
export type Provenance = {
  readonly source: MediaSource;
  readonly originId: string;
  readonly contentType: string;
  /** The origin's response headers. */
  readonly headers: KeptHeaders;
  readonly firstByteMs: number;
  /** Null while the bytes are still arriving. */
  readonly transferMs: number | null;
  readonly transferBytes: number | null;
  /** For a cached body: time since it was stored. */
  readonly ageMs: number | null;
  /** For a body in flight: time already spent on it when it was requested. */
  readonly spentMs: number | null;
  /** For a body in flight that shares the link with speculative transfers: throughput of the whole link. */
  readonly sharedLinkBps: number | null;
};

type Context = Pick<MediaSources, 'originIdOf' | 'nowMs' | 'sharedLinkBps'>;

export function provenanceOfKept(
  { tier, entry, body }: KeptBody,
  context: Context,
  headers = entry.headers,
): Provenance {
  const nowMs = context.nowMs();
  // The headers of a copy that was just revalidated carry the origin's own Age (RFC 9111, 4).
  const isNotRevalidated = headers === entry.headers;
  return {
    source: tier,
    originId: context.originIdOf(entry.sourceUrl),
    contentType: entry.contentType,
    headers: isNotRevalidated ? headersWithAge(headers, ageMs(entry.freshness, nowMs)) : headers,
    firstByteMs: entry.firstByteMs,
    transferMs: entry.transferMs,
    transferBytes: body.size,
    ageMs: Math.max(0, nowMs - entry.storedAtMs),
    spentMs: null,
    sharedLinkBps: null,
  };
}

/** Must be called when the transfer is requested: it reads the time spent up to then. */
export async function provenanceOfArriving(
  transfer: JoinableTransfer,
  source: 'network' | 'joined',
  context: Context,
): Promise<Provenance> {
  const { spentMs } = transfer;
  const { url, contentType, headers, firstByteMs } = await transfer.head;
  const originId = context.originIdOf(url);
  const sharedLinkBps = context.sharedLinkBps(transfer.resource.key);
  const unknownYet = { transferMs: null, transferBytes: null, ageMs: null };
  return { source, originId, contentType, headers, firstByteMs, ...unknownYet, spentMs, sharedLinkBps };
}
