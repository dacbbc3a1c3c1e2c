import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../demo/free-port.ts';
import { hasNginx, nginxNote, type RawAnswer, sendRaw, startNginx } from './nginx.ts';
import { httpAnswer, type RecordingOrigin, startRecordingOrigin } from './recording-origin.ts';

const kept = ['Cache-Control: public, max-age=600'];

describe.skipIf(!hasNginx)(`the edge cache${nginxNote}`, () => {
  let origin: RecordingOrigin;
  let answer: (path: string, head: string) => string;
  let port: number;
  let close: () => Promise<void>;
  /** Each test has one of its own, of which nothing is in the cache yet. */
  let folder: string;
  let folders = 0;

  beforeAll(async () => {
    origin = await startRecordingOrigin((path, head) => answer(path, head));
    port = await freePort();
    const nginx = await startNginx('edge.conf.template', {
      EDGE_PORT: `${port}`,
      EDGE_AHEAD_PORT: `${await freePort()}`,
      MEDIA_ORIGIN: origin.url,
    });
    close = () => nginx.close();
  });
  afterAll(async () => {
    await close?.();
    await origin?.close();
  });
  beforeEach(() => {
    folder = `/folder-${++folders}`;
    origin.heads.length = 0;
    answer = (path) => httpAnswer(`body of ${path}`, ['Cache-Control: no-store']);
  });

  const get = (path: string, headers: readonly string[] = []): Promise<RawAnswer> =>
    sendRaw(port, `GET ${path} HTTP/1.1`, headers);
  /** nginx ends a connection when it has followed what was announced on it: what there was to ask has been asked. */
  const announcing = (nor: string) => [`CMCD-Request: bl=100,nor=${nor},su`];
  /** What the origin was asked for, in any order. */
  const asked = () => origin.heads.map((head) => head.split(' ').slice(0, 2).join(' ')).toSorted();
  const cacheOf = ({ headers }: RawAnswer) => headers.get('x-cache');

  describe('announcements', () => {
    test('are followed before the object is asked for, and announce nothing themselves', async () => {
      answer = () => httpAnswer('segment', kept);
      await get(`${folder}/1.m4s`, announcing('"2.m4s"'));
      expect(asked()).toEqual([`GET ${folder}/1.m4s`, `GET ${folder}/2.m4s`]);
      expect(origin.heads.join('\n')).not.toMatch(/cmcd/i);
      expect(cacheOf(await get(`${folder}/2.m4s`))).toBe('HIT');
      expect(asked()).toHaveLength(2);
    });

    test.each([
      ['"540x960%2F003.m4s"', ['540x960/003.m4s']],
      ['("2.m4s" "3.m4s")', ['2.m4s', '3.m4s']],
      ['("2.m4s" "..%2Fx" "3.m4s")', ['2.m4s', '3.m4s']],
      ['("1" "2" "3" "4" "5" "6")', ['1', '2', '3', '4']],
    ])('nor=%s leads to %j', async (nor, names) => {
      await get('/a/main.m3u8', announcing(nor));
      const expected = ['GET /a/main.m3u8', ...names.map((name) => `GET /a/${name}`)].toSorted();
      expect(asked()).toEqual(expected);
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
    ])('nor=%s leads nowhere', async (nor) => {
      const { status, body } = await get('/a/1.m4s', announcing(nor));
      expect([status, body]).toEqual([200, 'body of /a/1.m4s']);
      expect(asked()).toEqual(['GET /a/1.m4s']);
    });

    test('carry nothing of who made them', async () => {
      const secrets = ['Authorization: Bearer ann', 'Cookie: session=ann', 'Range: bytes=0-1', 'X-Api-Key: ann'];
      await get('/a/1.m4s', [...secrets, ...announcing('"2.m4s"')]);
      expect(asked()).toEqual(['GET /a/1.m4s', 'GET /a/2.m4s']);
      const ahead = origin.heads.find((head) => head.startsWith('GET /a/2.m4s')) ?? '';
      expect(ahead).not.toMatch(/ann|authorization|cookie|range/i);
    });

    test('cannot be made by asking for their address', async () => {
      expect((await get('/__ahead/1', announcing('"2.m4s"'))).status).toBe(404);
      expect(asked()).toEqual([]);
    });
  });

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
  ])('%s is answered with %i, and asks the origin for %j', async (request, status, expected) => {
    const answered = await sendRaw(port, `${request} HTTP/1.1`);
    expect(answered.status).toBe(status);
    expect(asked()).toEqual(expected);
    for (const head of origin.heads) expect(head).toContain(`\r\nHost: ${new URL(origin.url).host}`);
    expect(answered.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('a path with an encoded question mark is not taken for another path with a query', async () => {
    answer = () => httpAnswer('segment', kept);
    await get(`${folder}/a%3Fb.m4s`);
    expect(cacheOf(await get(`${folder}/a?b.m4s`))).toBe('MISS');
    await get(`${folder}/a%20%3Fb`);
    expect(cacheOf(await get(`${folder}/a%20?b`))).toBe('MISS');
  });

  describe('what belongs to one person', () => {
    test.each([['Authorization: Bearer ann'], ['Authorization: 0'], ['Cookie: session=ann'], ['Cookie: 0']])(
      '(%s) is neither kept nor taken from the cache',
      async (credential) => {
        answer = () => httpAnswer(`for whoever sent "${credential}"`, kept);
        await get(`${folder}/1.m4s`, [credential]);
        expect(origin.heads[0]).toContain(credential);
        answer = () => httpAnswer('for all', kept);
        expect((await get(`${folder}/1.m4s`)).body).toBe('for all');
        expect(cacheOf(await get(`${folder}/1.m4s`))).toBe('HIT');
        answer = () => httpAnswer('for Ann', kept);
        expect((await get(`${folder}/1.m4s`, [credential])).body).toBe('for Ann');
        expect((await get(`${folder}/1.m4s`)).body).toBe('for all');
      },
    );

    test.each([
      [['Range: bytes=4-4'], 'Range: bytes=4-4'],
      [['Range: bytes=4-', 'If-Range: "1"'], 'Range: bytes=4-\r\nIf-Range: "1"'],
      [['Range: bytes=-2'], 'Range: bytes=-2'],
    ])('costs the origin no more than was asked for (%j)', async (headers, expected) => {
      answer = () => httpAnswer('y', ['Content-Range: bytes 4-4/9'], '206 Partial Content');
      const { status, body } = await get(`${folder}/1.mp4`, ['Cookie: session=ann', ...headers]);
      expect([status, body]).toEqual([206, 'y']);
      expect(origin.heads[0]).toContain(expected);
    });

    test.each(['bytes=0-1,2-3', 'bytes=-', 'lines=1-2', 'bytes=0-1\x01'])(
      'passes on no range such as %j',
      async (range) => {
        await get(`${folder}/1.mp4`, ['Cookie: session=ann', `Range: ${range}`, 'If-Range: "1"']);
        expect(origin.heads.join('\n')).not.toMatch(/range/i);
      },
    );

    test.each([['Cache-Control: private'], ['Cache-Control: no-store'], ['Set-Cookie: session=ann'], ['Vary: *']])(
      'is not kept when the origin says %s',
      async (header) => {
        answer = () => httpAnswer('for Ann', [header]);
        await get(`${folder}/1.m4s`);
        expect(cacheOf(await get(`${folder}/1.m4s`))).toBe('MISS');
      },
    );
  });

  test('a header that is no part of the key never reaches the origin', async () => {
    const poison = [
      'X-Forwarded-Host: evil',
      'X-Original-URL: /evil',
      'X-HTTP-Method-Override: DELETE',
      'Forwarded: host=evil',
    ];
    await get(`${folder}/1.m4s`, poison);
    await get(`${folder}/2.m4s`, [
      'Connection: close, Cookie',
      'Cookie: a=b',
      'Upgrade: h2c',
      'Transfer-Encoding: chunked',
      '',
      '0',
    ]);
    expect(origin.heads.join('\n')).not.toMatch(/evil|override|upgrade|chunked/i);
  });

  test('what the origin says of a cache of its own is not taken for what the edge says', async () => {
    answer = () => httpAnswer('segment', [...kept, 'X-Cache: HIT from elsewhere']);
    expect(cacheOf(await get(`${folder}/1.m4s`))).toBe('MISS');
  });

  test('an answer that leads inside the edge is not followed', async () => {
    answer = () => httpAnswer('moved', ['X-Accel-Redirect: /__ahead/1', 'X-Accel-Expires: 600']);
    expect((await get(`${folder}/1`, announcing('"2"'))).body).toBe('moved');
  });

  test('without a word from the origin a playlist is good for a second, a segment for longer', async () => {
    let version = 0;
    answer = () => httpAnswer(`version ${++version}`);
    expect((await get(`${folder}/live.m3u8`)).body).toBe('version 1');
    await get(`${folder}/1.m4s`);
    await expect.poll(async () => (await get(`${folder}/live.m3u8`)).body, { timeout: 5000 }).not.toBe('version 1');
    expect(cacheOf(await get(`${folder}/1.m4s`))).toBe('HIT');
  });

  test('what the origin says about a playlist goes before that', async () => {
    answer = () => httpAnswer('#EXTM3U', ['Cache-Control: max-age=0', 'Content-Type: application/vnd.apple.mpegurl']);
    await get(`${folder}/live.m3u8`);
    expect(cacheOf(await get(`${folder}/live.m3u8`))).toBe('MISS');
  });

  test('what was kept is served while the origin fails', async () => {
    let version = 0;
    answer = () => (++version === 1 ? httpAnswer('first', ['ETag: "1"']) : httpAnswer('', [], '503 Out of order'));
    await get(`${folder}/main.m3u8`);
    await expect.poll(async () => cacheOf(await get(`${folder}/main.m3u8`)), { timeout: 5000 }).toBe('STALE');
    expect((await get(`${folder}/main.m3u8`)).body).toBe('first');
  });

  test('what an origin varies by headers that it never sees is there for whoever asks', async () => {
    answer = () => httpAnswer('segment', [...kept, 'Vary: Accept-Encoding, User-Agent']);
    await get(`${folder}/1.m4s`, ['Accept-Encoding: gzip', ...announcing('"2.m4s"')]);
    for (const headers of [['Accept-Encoding: gzip'], ['Accept-Encoding: br', 'User-Agent: another'], []]) {
      expect(cacheOf(await get(`${folder}/2.m4s`, headers))).toBe('HIT');
    }
  });

  test('whoever gets a copy is told when the origin wrote it, so that it is kept no longer than that allows', async () => {
    answer = () => httpAnswer('segment', [...kept, 'Date: Tue, 03 Feb 2026 10:00:00 GMT']);
    await get(`${folder}/1.m4s`);
    const { headers } = await get(`${folder}/1.m4s`);
    expect(headers.get('date')?.trim()).toBe('Tue, 03 Feb 2026 10:00:00 GMT');
  });

  test.each(['401 Unauthorized', '403 Forbidden', '404 Not Found', '410 Gone'])(
    'what the origin has taken away (%s) does not come back when it fails',
    async (refusal) => {
      answer = () => httpAnswer('the video', ['Cache-Control: max-age=1']);
      await get(`${folder}/1.m4s`);
      await get(`${folder}/main.m3u8`);
      answer = () => httpAnswer('', [], refusal);
      const status = async (name: string) => (await get(`${folder}/${name}`)).status;
      await expect.poll(() => status('main.m3u8'), { timeout: 5000 }).toBe(Number(refusal.slice(0, 3)));
      await expect.poll(() => status('1.m4s'), { timeout: 5000 }).toBe(Number(refusal.slice(0, 3)));
      answer = () => httpAnswer('', [], '503 Out of order');
      for (const name of ['main.m3u8', '1.m4s']) expect((await get(`${folder}/${name}`)).body).not.toBe('the video');
    },
  );

  test('what is asked for with the headers of a preflight becomes nobody else’s answer', async () => {
    answer = (_path, head) =>
      /\r\nAccess-Control-Request/i.test(head) ? httpAnswer('', kept) : httpAnswer('segment', kept);
    await get(`${folder}/1.m4s`, ['Access-Control-Request-Method: GET']);
    await get(`${folder}/1.m4s`, ['Access-Control-Request-Headers: range']);
    expect((await get(`${folder}/1.m4s`)).body).toBe('segment');
  });

  test('a page of another origin may ask what it may ask', async () => {
    answer = () => httpAnswer('', ['Access-Control-Allow-Origin: https://page.test'], '204 No Content');
    const headers = ['Origin: https://page.test', 'Access-Control-Request-Method: GET'];
    const { status, headers: granted } = await sendRaw(port, 'OPTIONS /a/1.m4s HTTP/1.1', headers);
    expect([status, granted.get('access-control-allow-origin')]).toEqual([204, 'https://page.test']);
    expect(origin.heads[0]).toContain('Origin: https://page.test');
  });

  describe('where the origin allows the page that asks and no other', () => {
    const allowed = ({ headers }: RawAnswer) => headers.get('access-control-allow-origin');
    const [one, other] = ['Origin: https://one.test', 'Origin: https://other.test:8443'];
    beforeEach(() => {
      answer = (_path, head) => {
        const page = /\r\nOrigin: (\S+)/i.exec(head)?.[1];
        return httpAnswer('segment', page === undefined ? kept : [...kept, `Access-Control-Allow-Origin: ${page}`]);
      };
    });

    test('each page gets its own leave, from the cache too', async () => {
      expect(allowed(await get(`${folder}/1.m4s`, [one]))).toBe('https://one.test');
      expect(allowed(await get(`${folder}/1.m4s`, [other]))).toBe('https://other.test:8443');
      expect(allowed(await get(`${folder}/1.m4s`))).toBeNull();
      const again = await get(`${folder}/1.m4s`, [one]);
      expect([cacheOf(again), allowed(again)]).toEqual(['HIT', 'https://one.test']);
    });

    test('what a page announces is there for that page', async () => {
      await get(`${folder}/1.m4s`, [one, ...announcing('"2.m4s"')]);
      const announced = await get(`${folder}/2.m4s`, [one]);
      expect([cacheOf(announced), allowed(announced)]).toEqual(['HIT', 'https://one.test']);
    });

    test.each([
      'https://one.test /1.m4s',
      '//one.test',
      'https://one.test/path',
      'javascript:alert(1)',
      '*',
      'https://a b',
    ])('"%s" is no page', async (page) => {
      await get(`${folder}/1.m4s`, [`Origin: ${page}`]);
      expect(origin.heads.join('\n')).not.toMatch(/origin:/i);
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
  ])('Range: %s is answered with %i', async (range, status, body) => {
    answer = () => httpAnswer('body of the segment', kept);
    const answered = await get(`${folder}/1.m4s`, [`Range: ${range}`]);
    expect(answered.status).toBe(status);
    expect(answered.body).toContain(body);
    expect((await get(`${folder}/1.m4s`)).body).toBe('body of the segment');
  });

  test('an address or a header that is too large is refused', async () => {
    expect((await get(`/${'a'.repeat(10_000)}`)).status).toBe(414);
    expect((await get('/a', [`X-Large: ${'a'.repeat(40_000)}`])).status).toBe(400);
    expect(asked()).toEqual([]);
  });
});
