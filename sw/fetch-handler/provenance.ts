import type { MediaSource } from '../../src/shared/media-headers.ts';
import type { ArrivingBody, KeptBody, MediaSources } from './media-sources.ts';

/** Where the bytes of an answer came from, and what they cost on their way over the network. */
export type Provenance = {
  readonly source: MediaSource;
  readonly originId: string;
  readonly contentType: string;
  readonly firstByteMs: number;
  /** Unknown while the bytes are still arriving. */
  readonly transferMs: number | null;
  readonly transferBytes: number | null;
};

type Names = Pick<MediaSources, 'originIdOf'>;

export function provenanceOfKept({ tier, entry, body }: KeptBody, names: Names): Provenance {
  return {
    source: tier,
    originId: names.originIdOf(entry.sourceUrl),
    contentType: entry.contentType,
    firstByteMs: entry.firstByteMs,
    transferMs: entry.transferMs,
    transferBytes: body.size,
  };
}

export async function provenanceOfArriving(
  transfer: ArrivingBody,
  source: 'network' | 'joined',
  names: Names,
): Promise<Provenance> {
  const { url, contentType, firstByteMs } = await transfer.head;
  const originId = names.originIdOf(url);
  return { source, originId, contentType, firstByteMs, transferMs: null, transferBytes: null };
}
