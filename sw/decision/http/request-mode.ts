import { cacheControlOf, type HeaderReader } from './cache-control.ts';

/** Request.cache. */
export type CacheMode = 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache' | 'only-if-cached';

export type AskedRequest = {
  readonly method: string;
  readonly cache: CacheMode;
  readonly header: HeaderReader;
};

/**
 * What a request may be answered with:
 *
 * | | from what is kept | from the origin |
 * |---|---|---|
 * | browser | nothing: it is not ours | not by us |
 * | network | nothing | yes, and what comes is kept |
 * | renewed | what the origin confirms now | yes |
 * | fresh | what is fresh | yes |
 * | fresh-only | what is fresh | no: 504 |
 * | kept | anything | yes |
 * | kept-only | anything | no: 504 |
 */
export type RequestMode = 'browser' | 'network' | 'renewed' | 'fresh' | 'fresh-only' | 'kept' | 'kept-only';

const modeOf: Readonly<Record<CacheMode, RequestMode>> = {
  default: 'fresh',
  'no-store': 'browser',
  reload: 'network',
  'no-cache': 'renewed',
  'force-cache': 'kept',
  'only-if-cached': 'kept-only',
};

/** By the mode of the request (Fetch, 4.5) and its own headers (RFC 9111, 5.2.1): the stricter holds. */
export function readRequestMode({ method, cache, header }: AskedRequest): RequestMode {
  if (method !== 'GET') return 'browser';
  // Only the origin can tell whether these hold.
  if (header('if-match') !== null || header('if-unmodified-since') !== null) return 'browser';
  const { isNoStore, isNoCache, isOnlyIfCached, maxAgeSeconds, minFreshSeconds } = cacheControlOf(header);
  if (isNoStore) return 'browser';
  const mode = modeOf[cache];
  if (mode !== 'fresh') return mode;
  if (isOnlyIfCached) return 'fresh-only';
  // A limit of its own is kept by asking, whatever the limit is: that costs a 304 at most.
  return isNoCache || maxAgeSeconds !== null || minFreshSeconds !== null ? 'renewed' : 'fresh';
}

/** Whether a request of this method may change the resource, so that what is kept of it goes (RFC 9111, 4.4). */
export function changesResource(method: string): boolean {
  return !/^(GET|HEAD|OPTIONS|TRACE)$/.test(method);
}
