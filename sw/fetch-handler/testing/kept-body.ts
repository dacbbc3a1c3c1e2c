import { assessFreshness } from '../../decision/http/freshness.ts';
import { headerReader, type KeptHeaders } from '../../decision/http/kept-headers.ts';
import type { KeptBody } from '../media-sources.ts';

/** Returns a body that was stored at time 0 and was fresh for one second. */
export function keptBody(content: BlobPart, headers: KeptHeaders = {}): KeptBody {
  const said = { etag: '"1"', 'cache-control': 'max-age=1', ...headers };
  const times = { requestedAtMs: 0, receivedAtMs: 0, firstByteMs: 1, transferMs: 1, storedAtMs: 0 };
  const freshness = assessFreshness({ kind: 'segment', header: headerReader(said), ...times });
  const about = { contentType: 'video/mp4', fileBytes: null, sourceUrl: 'https://a.test/', headers: said };
  const entry = { ...about, ...times, freshness, selection: {}, isPinned: false, prefetchedBy: null };
  return { tier: 'store', body: new Blob([content]), entry };
}
