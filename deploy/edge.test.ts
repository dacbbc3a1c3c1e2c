import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announcing, cacheable, cacheOf, ObservedEdge } from './edge.ts';
import { hasNginx, nginxNote, type RawAnswer } from './nginx.ts';
import { httpResponse } from './recording-origin.ts';

describe.skipIf(!hasNginx)(`the edge cache${nginxNote}`, () => {
  let edge: ObservedEdge;
  beforeAll(async () => {
    edge = await ObservedEdge.start();
  });
  beforeEach(() => edge.beginTest());
  afterAll(() => edge?.close());

  describe('for personal media', () => {
    test.each([['Authorization: Bearer ann'], ['Authorization: 0'], ['Cookie: session=ann'], ['Cookie: 0']])(
      'neither stores nor serves the response to a request with %s',
      async (credential) => {
        edge.answer = () => httpResponse(`for whoever sent "${credential}"`, cacheable);
        await edge.get(`${edge.folder}/1.m4s`, [credential]);
        expect(edge.heads[0]).toContain(credential);
        edge.answer = () => httpResponse('for all', cacheable);
        expect((await edge.get(`${edge.folder}/1.m4s`)).body).toBe('for all');
        expect(cacheOf(await edge.get(`${edge.folder}/1.m4s`))).toBe('HIT');
        edge.answer = () => httpResponse('for Ann', cacheable);
        expect((await edge.get(`${edge.folder}/1.m4s`, [credential])).body).toBe('for Ann');
        expect((await edge.get(`${edge.folder}/1.m4s`)).body).toBe('for all');
      },
    );

    test.each([
      [['Range: bytes=4-4'], 'Range: bytes=4-4'],
      [['Range: bytes=4-', 'If-Range: "1"'], 'Range: bytes=4-\r\nIf-Range: "1"'],
      [['Range: bytes=-2'], 'Range: bytes=-2'],
    ])('requests only the requested range from the origin (%j)', async (headers, expected) => {
      edge.answer = () => httpResponse('y', ['Content-Range: bytes 4-4/9'], '206 Partial Content');
      const { status, body } = await edge.get(`${edge.folder}/1.mp4`, ['Cookie: session=ann', ...headers]);
      expect([status, body]).toEqual([206, 'y']);
      expect(edge.heads[0]).toContain(expected);
    });

    test.each(['bytes=0-1,2-3', 'bytes=-', 'lines=1-2', 'bytes=0-1\x01'])(
      'does not forward an invalid range such as %j',
      async (range) => {
        await edge.get(`${edge.folder}/1.mp4`, ['Cookie: session=ann', `Range: ${range}`, 'If-Range: "1"']);
        expect(edge.heads.join('\n')).not.toMatch(/range/i);
      },
    );

    test.each([['Cache-Control: private'], ['Cache-Control: no-store'], ['Set-Cookie: session=ann'], ['Vary: *']])(
      'does not store a response with %s',
      async (header) => {
        edge.answer = () => httpResponse('for Ann', [header]);
        await edge.get(`${edge.folder}/1.m4s`);
        expect(cacheOf(await edge.get(`${edge.folder}/1.m4s`))).toBe('MISS');
      },
    );
  });

  test("replaces the origin's X-Cache header with its own", async () => {
    edge.answer = () => httpResponse('segment', [...cacheable, 'X-Cache: HIT from elsewhere']);
    expect(cacheOf(await edge.get(`${edge.folder}/1.m4s`))).toBe('MISS');
  });

  test('caches a playlist without Cache-Control for a second, and a segment for longer', async () => {
    let version = 0;
    edge.answer = () => httpResponse(`version ${++version}`);
    expect((await edge.get(`${edge.folder}/live.m3u8`)).body).toBe('version 1');
    await edge.get(`${edge.folder}/1.m4s`);
    await expect
      .poll(async () => (await edge.get(`${edge.folder}/live.m3u8`)).body, { timeout: 5000 })
      .not.toBe('version 1');
    expect(cacheOf(await edge.get(`${edge.folder}/1.m4s`))).toBe('HIT');
  });

  test('honours Cache-Control on a playlist', async () => {
    edge.answer = () =>
      httpResponse('#EXTM3U', ['Cache-Control: max-age=0', 'Content-Type: application/vnd.apple.mpegurl']);
    await edge.get(`${edge.folder}/live.m3u8`);
    expect(cacheOf(await edge.get(`${edge.folder}/live.m3u8`))).toBe('MISS');
  });

  test('serves a stale copy while the origin fails', async () => {
    let version = 0;
    edge.answer = () =>
      ++version === 1 ? httpResponse('first', ['ETag: "1"']) : httpResponse('', [], '503 Out of order');
    await edge.get(`${edge.folder}/main.m3u8`);
    await expect.poll(async () => cacheOf(await edge.get(`${edge.folder}/main.m3u8`)), { timeout: 5000 }).toBe('STALE');
    expect((await edge.get(`${edge.folder}/main.m3u8`)).body).toBe('first');
  });

  test('ignores Vary on headers that the origin never receives', async () => {
    edge.answer = () => httpResponse('segment', [...cacheable, 'Vary: Accept-Encoding, User-Agent']);
    await edge.get(`${edge.folder}/1.m4s`, ['Accept-Encoding: gzip', ...announcing('"2.m4s"')]);
    for (const headers of [['Accept-Encoding: gzip'], ['Accept-Encoding: br', 'User-Agent: another'], []]) {
      expect(cacheOf(await edge.get(`${edge.folder}/2.m4s`, headers))).toBe('HIT');
    }
  });

  test("sends the origin's Date with a copy, so that clients do not keep it for too long", async () => {
    edge.answer = () => httpResponse('segment', [...cacheable, 'Date: Tue, 03 Feb 2026 10:00:00 GMT']);
    await edge.get(`${edge.folder}/1.m4s`);
    const { headers } = await edge.get(`${edge.folder}/1.m4s`);
    expect(headers.get('date')?.trim()).toBe('Tue, 03 Feb 2026 10:00:00 GMT');
  });

  test.each(['401 Unauthorized', '403 Forbidden', '404 Not Found', '410 Gone'])(
    'does not serve a file that the origin has withdrawn (%s) when the origin fails later',
    async (refusal) => {
      edge.answer = () => httpResponse('the video', ['Cache-Control: max-age=1']);
      await edge.get(`${edge.folder}/1.m4s`);
      await edge.get(`${edge.folder}/main.m3u8`);
      edge.answer = () => httpResponse('', [], refusal);
      const status = async (name: string) => (await edge.get(`${edge.folder}/${name}`)).status;
      await expect.poll(() => status('main.m3u8'), { timeout: 5000 }).toBe(Number(refusal.slice(0, 3)));
      await expect.poll(() => status('1.m4s'), { timeout: 5000 }).toBe(Number(refusal.slice(0, 3)));
      edge.answer = () => httpResponse('', [], '503 Out of order');
      for (const name of ['main.m3u8', '1.m4s'])
        expect((await edge.get(`${edge.folder}/${name}`)).body).not.toBe('the video');
    },
  );

  test('forwards preflight requests and their responses', async () => {
    edge.answer = () => httpResponse('', ['Access-Control-Allow-Origin: https://page.test'], '204 No Content');
    const headers = ['Origin: https://page.test', 'Access-Control-Request-Method: GET'];
    const { status, headers: granted } = await edge.send('OPTIONS /a/1.m4s HTTP/1.1', headers);
    expect([status, granted.get('access-control-allow-origin')]).toEqual([204, 'https://page.test']);
    expect(edge.heads[0]).toContain('Origin: https://page.test');
  });

  describe('if the media origin allows only the requesting page', () => {
    const allowed = ({ headers }: RawAnswer) => headers.get('access-control-allow-origin');
    const [one, other] = ['Origin: https://one.test', 'Origin: https://other.test:8443'];
    beforeEach(() => {
      edge.answer = (_path, head) => {
        const page = /\r\nOrigin: (\S+)/i.exec(head)?.[1];
        return httpResponse(
          'segment',
          page === undefined ? cacheable : [...cacheable, `Access-Control-Allow-Origin: ${page}`],
        );
      };
    });

    test('gives each page its own CORS headers, from the cache too', async () => {
      expect(allowed(await edge.get(`${edge.folder}/1.m4s`, [one]))).toBe('https://one.test');
      expect(allowed(await edge.get(`${edge.folder}/1.m4s`, [other]))).toBe('https://other.test:8443');
      expect(allowed(await edge.get(`${edge.folder}/1.m4s`))).toBeNull();
      const again = await edge.get(`${edge.folder}/1.m4s`, [one]);
      expect([cacheOf(again), allowed(again)]).toEqual(['HIT', 'https://one.test']);
    });

    test('caches announced objects for the page that announced them', async () => {
      await edge.get(`${edge.folder}/1.m4s`, [one, ...announcing('"2.m4s"')]);
      const announced = await edge.get(`${edge.folder}/2.m4s`, [one]);
      expect([cacheOf(announced), allowed(announced)]).toEqual(['HIT', 'https://one.test']);
    });

    test.each([
      'https://one.test /1.m4s',
      '//one.test',
      'https://one.test/path',
      'javascript:alert(1)',
      '*',
      'https://a b',
    ])('forwards no Origin header of "%s", which is not a valid page origin', async (page) => {
      await edge.get(`${edge.folder}/1.m4s`, [`Origin: ${page}`]);
      expect(edge.heads.join('\n')).not.toMatch(/origin:/i);
    });
  });

  test.each([
    ['bytes=0-3', 206, 'body'],
    ['bytes=5-', 206, 'of the segment'],
    ['bytes=-3', 206, 'ent'],
    ['bytes=0-,0-,0-,0-,0-,0-,0-,0-', 200, 'body of the segment'],
    ['bytes=0-1,2-3', 200, 'body of the segment'],
    ['bytes=900-', 416, 'Range Not Satisfiable'],
    ['bytes=18446744073709551616-', 416, 'Range Not Satisfiable'],
    ['bytes=3-1', 416, 'Range Not Satisfiable'],
    ['lines=1-2', 200, 'body of the segment'],
  ])('answers "Range: %s" with %i', async (range, status, body) => {
    edge.answer = () => httpResponse('body of the segment', cacheable);
    const answered = await edge.get(`${edge.folder}/1.m4s`, [`Range: ${range}`]);
    expect(answered.status).toBe(status);
    expect(answered.body).toContain(body);
    expect((await edge.get(`${edge.folder}/1.m4s`)).body).toBe('body of the segment');
  });
});
