import type { Digest } from '../decision/resource/digest.ts';
import { refuseToKeep } from '../decision/http/storing.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Entry } from './entry.ts';
import { matchesDigest } from './matches-digest.ts';

/** A body that arrived whole. */
export type ArrivedBody = {
  readonly head: Pick<Entry, 'contentType' | 'fileBytes' | 'etag' | 'lastModified' | 'firstByteMs'> & {
    readonly url: string;
    readonly cacheControl: string;
    readonly digest: Digest | null;
  };
  readonly body: Blob;
  readonly transferMs: number;
};

/** The record of an arrived body, or why it must not be kept. */
export async function entryFor(
  { key, kind }: Resource,
  { head, body, transferMs }: ArrivedBody,
  nowMs: number,
): Promise<Omit<Entry, 'prefetchedBy'> | { readonly refused: string }> {
  const text = kind === 'manifest-or-playlist' ? await body.text() : null;
  const header = (name: string) => (name === 'cache-control' ? head.cacheControl : null);
  // Bodies of other answers never arrive here.
  const refused = refuseToKeep({ kind, status: 200, header, isOwnPartition: false, text });
  if (refused !== null) return { refused };
  if (!(await matchesDigest(body, head.digest)))
    return { refused: 'its bytes differ from the digest that the origin gave' };
  return {
    key,
    sizeBytes: body.size,
    contentType: head.contentType,
    fileBytes: head.fileBytes,
    etag: head.etag,
    lastModified: head.lastModified,
    sourceUrl: head.url,
    firstByteMs: head.firstByteMs,
    transferMs,
    storedAtMs: nowMs,
    isPinned: false,
  };
}
