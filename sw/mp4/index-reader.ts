import type { ByteRange } from '../decision/resource/identity.ts';
import { type Identity, keyFor, type Resource } from '../decision/resource/resource.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import type { KeptHeaders } from '../decision/http/kept-headers.ts';
import type { Head } from '../body.ts';
import type { IndexRequest, ReadIndex, ReadPart } from './converter.ts';

type KeptPart = {
  readonly body: Blob;
  readonly entry: { readonly fileBytes: number | null; readonly headers: KeptHeaders };
};

export type IndexReaderParts = {
  readonly identity: () => Promise<Identity>;
  readonly cache: { peek(key: string): Promise<KeptPart | undefined> };
  readonly fetchWhole: (
    resource: Resource,
    request: IndexRequest,
  ) => Promise<{ readonly body: Blob; readonly head: Head }>;
};

/** Reads indexes and parts of MP4 files from the cache, or fetches them. */
export class IndexReader {
  constructor(readonly parts: IndexReaderParts) {}

  readonly read: ReadIndex = async (indexUrl, { isFresh, request }) => {
    const resource = resourceOf(indexUrl, null, await this.parts.identity());
    const kept = isFresh ? undefined : await this.parts.cache.peek(resource.key);
    if (kept !== undefined) return kept.body;
    // Only this replica is asked: the request for the piece that needs the index fails over to the others.
    return (await this.parts.fetchWhole({ ...resource, urls: [indexUrl] }, request)).body;
  };

  readonly readPart: ReadPart = async (fileUrl, range, request) => {
    const resource = resourceOf(fileUrl, range, await this.parts.identity());
    const kept = await this.parts.cache.peek(resource.key);
    if (kept !== undefined) return partOf(kept.body, range, kept.entry);
    const { body, head } = await this.parts.fetchWhole(resource, request);
    return partOf(body, range, head);
  };

  readonly keyOf = async (indexUrl: string): Promise<string> => keyFor(indexUrl, await this.parts.identity());
}

/** Returns the response that the origin would have sent for this range. */
function partOf(body: Blob, { firstByte }: ByteRange, { fileBytes, headers }: KeptPart['entry']): Response {
  const partHeaders = new Headers(headers);
  partHeaders.set('content-range', `bytes ${firstByte}-${firstByte + body.size - 1}/${fileBytes ?? '*'}`);
  return new Response(body, { status: 206, headers: partHeaders });
}
