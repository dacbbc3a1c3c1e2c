import { expect, test } from 'vitest';
import { type CacheMode, changesResource, type RequestMode, readRequestMode } from './request-mode.ts';

function modeOf(cache: CacheMode, headers: Record<string, string> = {}, method = 'GET'): RequestMode {
  return readRequestMode({ method, cache, header: (name) => headers[name] ?? null });
}

test.each<[CacheMode, RequestMode]>([
  ['default', 'fresh'],
  ['no-store', 'browser'],
  ['reload', 'network'],
  ['no-cache', 'renewed'],
  ['force-cache', 'kept'],
  ['only-if-cached', 'kept-only'],
])('cache mode %s is read as %s', (cache, mode) => {
  expect(modeOf(cache)).toBe(mode);
});

test.each<[Record<string, string>, RequestMode]>([
  [{ 'cache-control': 'no-store' }, 'browser'],
  [{ 'cache-control': 'no-cache' }, 'renewed'],
  [{ 'cache-control': 'max-age=0' }, 'renewed'],
  [{ 'cache-control': 'max-age=60' }, 'renewed'],
  [{ 'cache-control': 'min-fresh=60' }, 'renewed'],
  [{ 'cache-control': 'max-stale=60' }, 'fresh'],
  [{ 'cache-control': 'only-if-cached' }, 'fresh-only'],
  [{ pragma: 'no-cache' }, 'renewed'],
  [{ pragma: 'no-cache', 'cache-control': 'x' }, 'fresh'],
  [{ 'if-match': '"a"' }, 'browser'],
  [{ 'if-unmodified-since': 'Mon, 05 Jan 2026 10:00:00 GMT' }, 'browser'],
  [{ 'if-none-match': '"a"' }, 'fresh'],
  [{ range: 'bytes=0-9' }, 'fresh'],
])('a request with %j is read as %s', (headers, mode) => {
  expect(modeOf('default', headers)).toBe(mode);
});

test('the cache mode of a request overrides its headers, except for no-store', () => {
  expect(modeOf('reload', { 'cache-control': 'only-if-cached' })).toBe('network');
  expect(modeOf('force-cache', { 'cache-control': 'no-store' })).toBe('browser');
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])(
  '%s is left to the browser and counts as changing the resource',
  (method) => {
    expect(modeOf('default', {}, method)).toBe('browser');
    expect(changesResource(method)).toBe(true);
  },
);

test.each(['GET', 'HEAD', 'OPTIONS'])('%s does not count as changing the resource', (method) => {
  expect(changesResource(method)).toBe(false);
});
