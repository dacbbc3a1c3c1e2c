import { cacheControlOf, type HeaderReader } from './cache-control.ts';

/** Request.cache. */
export type CacheMode = 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache' | 'only-if-cached';

export type RequestFacts = {
  readonly method: string;
  readonly cache: CacheMode;
  readonly header: HeaderReader;
};

/**
 * Where the response to a request may come from:
 *
 * | | from the cache | from the origin |
 * |---|---|---|
 * | browser | no: the worker does not answer | only through the browser |
 * | network | no | yes, and the response is stored |
 * | renewed | after revalidation | yes |
 * | fresh | if fresh | yes |
 * | fresh-only | if fresh | no: 504 |
 * | kept | fresh or stale | yes |
 * | kept-only | fresh or stale | no: 504 |
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

/** Reads the mode from the request's cache mode (Fetch, 4.5) and its Cache-Control (RFC 9111, 5.2.1). */
export function readRequestMode({ method, cache, header }: RequestFacts): RequestMode {
  if (method !== 'GET') return 'browser';
  // Only the origin can evaluate these conditions.
  if (header('if-match') !== null || header('if-unmodified-since') !== null) return 'browser';
  const { isNoStore, isNoCache, isOnlyIfCached, maxAgeSeconds, minFreshSeconds } = cacheControlOf(header);
  if (isNoStore) return 'browser';
  const mode = modeOf[cache];
  if (mode !== 'fresh') return mode;
  if (isOnlyIfCached) return 'fresh-only';
  // Any age limit of the request leads to a revalidation, which costs a 304 at most.
  return isNoCache || maxAgeSeconds !== null || minFreshSeconds !== null ? 'renewed' : 'fresh';
}

/** Whether a request with this method may change the resource, which invalidates its cache entry (RFC 9111, 4.4). */
export function changesResource(method: string): boolean {
  return !/^(GET|HEAD|OPTIONS|TRACE)$/.test(method);
}
