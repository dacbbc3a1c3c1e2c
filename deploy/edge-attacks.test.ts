import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announcing, cacheable, cacheOf, ObservedEdge } from './edge.ts';
import { hasNginx, nginxNote } from './nginx.ts';
import { httpResponse } from './recording-origin.ts';

describe.skipIf(!hasNginx)(`the edge cache under attack${nginxNote}`, () => {
  let edge: ObservedEdge;
  beforeAll(async () => {
    edge = await ObservedEdge.start();
  });
  beforeEach(() => edge.beginTest());
  afterAll(() => edge?.close());

  test.each([
    ['GET /x%0d%0aHost:%20evil%0d%0a%0d%0aDELETE%20/everything%20HTTP/1.1%0d%0aX:%20', 400, []],
    ['GET /x%0aDELETE%20/everything', 400, []],
    ['GET /x%0d.m4s', 400, []],
    ['GET /x%00.m4s', 400, []],
    ['GET /x%7f.m4s', 400, []],
    ['GET /x%250d%250aHost:%20evil.m4s', 200, ['GET /x%250d%250aHost:%20evil.m4s']],
    ['GET /a?x=%0d%0aHost:%20evil', 200, ['GET /a?x=%0d%0aHost:%20evil']],
    ['GET /a%3Fb.m4s', 200, ['GET /a%3Fb.m4s']],
    ['GET /a%3Fb', 200, ['GET /a%3Fb']],
    ['GET /a%23b.m4s', 200, ['GET /a%23b.m4s']],
    ['GET /%61/%31.m4s', 200, ['GET /a/1.m4s']],
    ['GET //a///1.m4s', 200, ['GET /a/1.m4s']],
    ['GET //evil.test/1', 200, ['GET /evil.test/1']],
    ['GET /a/../b/./1.m4s', 200, ['GET /b/1.m4s']],
    ['GET /a/%2e%2e/b/1.m4s', 200, ['GET /b/1.m4s']],
    ['GET /a/..%2fb', 200, ['GET /b']],
    ['GET /a/%252e%252e/b', 200, ['GET /a/%252e%252e/b']],
    ['GET /../../etc/passwd', 400, []],
    ['GET /..%2f..%2fetc%2fpasswd', 400, []],
    ['GET http://evil.test/a/1.m4s', 200, ['GET /a/1.m4s']],
    ['GET https://user:word@evil.test:1/a/1.m4s', 400, []],
    ['GET evil.test', 400, []],
    ['GET @evil.test/', 400, []],
    ['POST /a', 405, []],
    ['DELETE /everything', 405, []],
    ['PURGE /a', 405, []],
    ['TRACE /a', 405, []],
    ['GET /a b', 400, []],
  ])('answers %s with %i, and requests %j from the origin', async (request, status, expected) => {
    const answered = await edge.send(`${request} HTTP/1.1`);
    expect(answered.status).toBe(status);
    expect(edge.receivedRequests()).toEqual(expected);
    for (const head of edge.heads) expect(head).toContain(`\r\nHost: ${edge.originHost}`);
    expect(answered.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('does not confuse a path with an encoded question mark and a path with a query', async () => {
    edge.answer = () => httpResponse('segment', cacheable);
    await edge.get(`${edge.folder}/a%3Fb.m4s`);
    expect(cacheOf(await edge.get(`${edge.folder}/a?b.m4s`))).toBe('MISS');
    await edge.get(`${edge.folder}/a%20%3Fb`);
    expect(cacheOf(await edge.get(`${edge.folder}/a%20?b`))).toBe('MISS');
  });

  test('never forwards headers to the origin that are not part of the cache key', async () => {
    const poison = [
      'X-Forwarded-Host: evil',
      'X-Original-URL: /evil',
      'X-HTTP-Method-Override: DELETE',
      'Forwarded: host=evil',
    ];
    await edge.get(`${edge.folder}/1.m4s`, poison);
    await edge.get(`${edge.folder}/2.m4s`, [
      'Connection: close, Cookie',
      'Cookie: a=b',
      'Upgrade: h2c',
      'Transfer-Encoding: chunked',
      '',
      '0',
    ]);
    expect(edge.heads.join('\n')).not.toMatch(/evil|override|upgrade|chunked/i);
  });

  test("does not follow an origin's X-Accel-Redirect to internal paths", async () => {
    edge.answer = () => httpResponse('moved', ['X-Accel-Redirect: /__ahead/1', 'X-Accel-Expires: 600']);
    expect((await edge.get(`${edge.folder}/1`, announcing('"2"'))).body).toBe('moved');
  });

  test('does not serve the response to a request with preflight headers to other clients', async () => {
    edge.answer = (_path, head) =>
      /\r\nAccess-Control-Request/i.test(head) ? httpResponse('', cacheable) : httpResponse('segment', cacheable);
    await edge.get(`${edge.folder}/1.m4s`, ['Access-Control-Request-Method: GET']);
    await edge.get(`${edge.folder}/1.m4s`, ['Access-Control-Request-Headers: range']);
    expect((await edge.get(`${edge.folder}/1.m4s`)).body).toBe('segment');
  });

  test('refuses a URL or header that is too large', async () => {
    expect((await edge.get(`/${'a'.repeat(10_000)}`)).status).toBe(414);
    expect((await edge.get('/a', [`X-Large: ${'a'.repeat(40_000)}`])).status).toBe(400);
    expect(edge.receivedRequests()).toEqual([]);
  });
});
