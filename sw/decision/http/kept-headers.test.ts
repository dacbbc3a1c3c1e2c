import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headersWithAge, keepHeaders, renewHeaders } from './kept-headers.ts';

const keep = (headers: Record<string, string>) => keepHeaders(Object.entries(headers));

describe('the headers that are stored with a response', () => {
  test('include validators, caching headers and custom ones', () => {
    const headers = {
      etag: '"a"',
      'last-modified': 'Mon, 05 Jan 2026 10:00:00 GMT',
      'cache-control': 'max-age=60',
      vary: 'Accept-Language',
      'content-language': 'nl',
      'cmsd-static': 'ot=v',
      'x-edge': 'ams',
      'x-constructor': 'yes',
    };
    expect(keep(headers)).toEqual(headers);
  });

  test('have their names in lower case', () => {
    expect(keep({ ETag: '"a"' })).toEqual({ etag: '"a"' });
  });

  test.each([
    'Set-Cookie',
    'Connection',
    'Keep-Alive',
    'Transfer-Encoding',
    'Content-Encoding',
    'Content-Length',
    'Content-Range',
    'Content-Type',
    'Clear-Site-Data',
    'Proxy-Authenticate',
    'Access-Control-Allow-Origin',
    'X-Nextreel-Source',
  ])('never include %s', (name) => {
    expect(keep({ [name]: 'x' })).toEqual({});
  });

  test('do not include those that Connection names', () => {
    expect(keep({ connection: 'close, X-Hop', 'x-hop': '1', 'x-end': '2' })).toEqual({ 'x-end': '2' });
  });

  test('are limited in number, and those that the cache needs go first', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-${index}`, 'v']));
    const kept = keep({ ...many, 'x-huge': 'x'.repeat(9000), etag: '"a"' });
    expect(Object.keys(kept)).toHaveLength(64);
    expect(kept['etag']).toBe('"a"');
    expect(kept['x-huge']).toBeUndefined();
  });

  test('take at most 8 KiB, whatever the origin sends', () => {
    const header = fc.tuple(fc.stringMatching(/^[a-z-]{1,20}$/), fc.string({ maxLength: 3000 }));
    fc.assert(
      fc.property(fc.array(header), (headers) => {
        const kept = Object.entries(keepHeaders(headers));
        expect(kept.reduce((sum, [name, value]) => sum + name.length + value.length, 0)).toBeLessThanOrEqual(8192);
      }),
    );
  });

  test('are returned with the current Age', () => {
    expect(headersWithAge(keep({ etag: '"a"', age: '5' }), 61_999)).toEqual({ etag: '"a"', age: '61' });
  });
});

describe('a 304', () => {
  const kept = keep({ etag: '"a"', age: '50', date: 'then', 'x-edge': 'ams', 'content-language': 'nl' });

  test('replaces the headers that it carries, and keeps the others', () => {
    expect(renewHeaders(kept, Object.entries({ 'x-edge': 'fra', date: 'now', 'x-new': '1' }))).toEqual({
      etag: '"a"',
      date: 'now',
      'x-edge': 'fra',
      'x-new': '1',
      'content-language': 'nl',
    });
  });

  test('changes no header about the body, and removes the old Age and Date', () => {
    const said = { 'content-language': 'en', 'content-length': '0', 'set-cookie': 'a=b' };
    expect(renewHeaders(kept, Object.entries(said))).toEqual({
      etag: '"a"',
      'x-edge': 'ams',
      'content-language': 'nl',
    });
  });
});
