import type { Identity, Resource } from '../decision/resource/resource.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import type { IndexRequest, ReadIndex } from './converter.ts';

export type IndexReaderParts = {
  readonly identity: () => Promise<Identity>;
  readonly cache: { peek(key: string): Promise<{ readonly body: Blob } | undefined> };
  /** The whole body of this resource, from its one address alone. */
  readonly fetchWhole: (resource: Resource, request: IndexRequest) => Promise<Blob>;
};

/** Finds the indexes of MP4 files, which are kept in the cache like everything else. */
export class IndexReader {
  constructor(readonly parts: IndexReaderParts) {}

  readonly read: ReadIndex = async (indexUrl, { isFresh, request }) => {
    const resource = resourceOf(indexUrl, null, await this.parts.identity());
    const kept = isFresh ? undefined : await this.parts.cache.peek(resource.key);
    if (kept !== undefined) return kept.body;
    // Whoever asks for the piece that it is needed for goes on to the other replicas.
    return this.parts.fetchWhole({ ...resource, urls: [indexUrl] }, request);
  };

  readonly keyOf = async (indexUrl: string): Promise<string> =>
    resourceOf(indexUrl, null, await this.parts.identity()).key;
}
