import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announcing, cacheable, cacheOf, ObservedEdge } from './edge.ts';
import { hasNginx, nginxNote } from './nginx.ts';
import { httpResponse } from './recording-origin.ts';

describe.skipIf(!hasNginx)(`announcements of players to the edge cache${nginxNote}`, () => {
  let edge: ObservedEdge;
  beforeAll(async () => {
    edge = await ObservedEdge.start();
  });
  beforeEach(() => edge.beginTest());
  afterAll(() => edge?.close());

  test('are fetched before a player requests the object, without announcing anything further', async () => {
    edge.answer = () => httpResponse('segment', cacheable);
    await edge.get(`${edge.folder}/1.m4s`, announcing('"2.m4s"'));
    expect(edge.receivedRequests()).toEqual([`GET ${edge.folder}/1.m4s`, `GET ${edge.folder}/2.m4s`]);
    expect(edge.heads.join('\n')).not.toMatch(/cmcd/i);
    expect(cacheOf(await edge.get(`${edge.folder}/2.m4s`))).toBe('HIT');
    expect(edge.receivedRequests()).toHaveLength(2);
  });

  test.each([
    ['"540x960%2F003.m4s"', ['540x960/003.m4s']],
    ['("2.m4s" "3.m4s")', ['2.m4s', '3.m4s']],
    ['("2.m4s" "..%2Fx" "3.m4s")', ['2.m4s', '3.m4s']],
    ['("1" "2" "3" "4" "5" "6")', ['1', '2', '3', '4']],
  ])('with nor=%s cause requests for %j', async (nor, names) => {
    await edge.get('/a/main.m3u8', announcing(nor));
    const expected = ['GET /a/main.m3u8', ...names.map((name) => `GET /a/${name}`)].toSorted();
    expect(edge.receivedRequests()).toEqual(expected);
  });

  test.each([
    '"..%2Fb%2F1.m4s"',
    '"%2e%2e%2fb"',
    '".%2e%2fb"',
    '"x%2F..%2F..%2Fb"',
    '"%252e%252e%252fb"',
    '"../b"',
    '"%2Fb"',
    '"//evil.test/b"',
    '"http:%2F%2Fevil.test"',
    '"@evil.test"',
    '"x%0d%0aHost:%20evil%0d%0a%0d%0aDELETE%20/everything%20HTTP/1.1%0d%0aX:%20"',
    '"x%0aDELETE%20/everything"',
    '"x%00"',
    '"x%3Ftoken%3Dabc"',
    '"x y"',
    '""',
    'x',
  ])('with nor=%s are ignored', async (nor) => {
    const { status, body } = await edge.get('/a/1.m4s', announcing(nor));
    expect([status, body]).toEqual([200, 'body of /a/1.m4s']);
    expect(edge.receivedRequests()).toEqual(['GET /a/1.m4s']);
  });

  test('are fetched without credentials, range or other headers of the player', async () => {
    const secrets = ['Authorization: Bearer ann', 'Cookie: session=ann', 'Range: bytes=0-1', 'X-Api-Key: ann'];
    await edge.get('/a/1.m4s', [...secrets, ...announcing('"2.m4s"')]);
    expect(edge.receivedRequests()).toEqual(['GET /a/1.m4s', 'GET /a/2.m4s']);
    const ahead = edge.heads.find((head) => head.startsWith('GET /a/2.m4s')) ?? '';
    expect(ahead).not.toMatch(/ann|authorization|cookie|range/i);
  });

  test('cannot be made by requesting the internal path', async () => {
    expect((await edge.get('/__ahead/1', announcing('"2.m4s"'))).status).toBe(404);
    expect(edge.receivedRequests()).toEqual([]);
  });
});
