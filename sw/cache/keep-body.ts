import type { WholeBody } from '../body.ts';
import { assessFreshness, type FreshnessRules } from '../decision/http/freshness.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { type Refusal, whyNotStorable } from '../decision/http/storing.ts';
import { selectionBy } from '../decision/http/vary.ts';
import { mediaStartBytes, startsAsMedia } from '../decision/resource/media-start.ts';
import { withoutQuery } from '../decision/playlist/addresses-in.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Entry } from './entry.ts';
import { matchesDigest } from './matches-digest.ts';

export type KeepingRules = { readonly nowMs: number; readonly freshness: FreshnessRules };

/** Returns the entry of a received body, or why it must not be kept. */
export async function entryFor(
  { key, kind, viewer }: Resource,
  { head, body, requestHeaders, transferMs }: WholeBody,
  { nowMs, freshness: rules }: KeepingRules,
): Promise<Omit<Entry, 'prefetchedBy'> | Refusal> {
  const text = kind === 'manifest-or-playlist' ? await body.text() : '';
  const isMedia = kind === 'other' && startsAsMedia(await startOf(body));
  const header = headerReader(head.headers);
  const refusal = whyNotStorable({ kind, header, isOwnPartition: viewer !== undefined, text, isMedia });
  if (refusal !== null) return refusal;
  const selection = selectionBy(requestHeaders, { viewer }, header);
  if (selection === null) return { refused: 'its Vary names headers that only the browser knows', scope: 'origin' };
  if (!(await matchesDigest(body, head)))
    return { refused: 'its bytes do not match the digest in its headers', scope: 'file' };
  const { receivedAtMs, isRedirected } = head;
  const requestedAtMs = receivedAtMs - head.firstByteMs;
  return {
    key,
    sizeBytes: body.size,
    contentType: head.contentType,
    fileBytes: head.fileBytes,
    headers: head.headers,
    freshness: assessFreshness({ kind, header, requestedAtMs, receivedAtMs, isRedirected }, rules),
    selection,
    // Signatures must not be written to disk.
    sourceUrl: withoutQuery(head.url),
    firstByteMs: head.firstByteMs,
    transferMs,
    storedAtMs: nowMs,
    isPinned: false,
  };
}

async function startOf(body: Blob): Promise<Uint8Array> {
  return new Uint8Array(await body.slice(0, mediaStartBytes).arrayBuffer());
}
