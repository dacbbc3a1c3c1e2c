import type { WholeBody } from '../body.ts';
import { assessFreshness, type FreshnessRules } from '../decision/http/freshness.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { forbidsCopies, refuseToKeep } from '../decision/http/storing.ts';
import { selectionOf } from '../decision/http/vary.ts';
import { mediaStartBytes, startsAsMedia } from '../decision/resource/media-start.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Entry } from './entry.ts';
import { matchesDigest } from './matches-digest.ts';

/** Why it must not be kept, and whether that says something of this file alone. */
export type Refused = { readonly refused: string; readonly isOfFile: boolean };

export type KeepingRules = { readonly nowMs: number; readonly freshness: FreshnessRules };

/** The record of an arrived body, or why it must not be kept. */
export async function entryFor(
  { key, kind, viewer }: Resource,
  { head, body, asked, transferMs }: WholeBody,
  { nowMs, freshness: rules }: KeepingRules,
): Promise<Omit<Entry, 'prefetchedBy'> | Refused> {
  const text = kind === 'manifest-or-playlist' ? await body.text() : null;
  const isMedia = kind === 'other' && startsAsMedia(await startOf(body));
  const header = headerReader(head.headers);
  // Bodies of other answers never arrive here.
  const isOwnPartition = viewer !== undefined;
  const refused = refuseToKeep({ kind, status: 200, header, isOwnPartition, text, isMedia });
  if (refused !== null) return { refused, isOfFile: forbidsCopies({ header, isOwnPartition }) === null };
  const sent: Readonly<Record<string, string>> = { accept: '*/*', ...viewer?.headers, ...asked };
  const selection = selectionOf(header('vary'), (name) => sent[name] ?? null, isOwnPartition);
  if (selection === null) return { refused: 'its Vary is unseen', isOfFile: false };
  if (!(await matchesDigest(body, head))) return { refused: 'its digest differs', isOfFile: true };
  const { receivedAtMs } = head;
  const requestedAtMs = receivedAtMs - head.firstByteMs;
  return {
    key,
    sizeBytes: body.size,
    contentType: head.contentType,
    fileBytes: head.fileBytes,
    headers: head.headers,
    freshness: assessFreshness({ kind, header, requestedAtMs, receivedAtMs }, rules),
    selection,
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

/** A signature has no business on the disk. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}
