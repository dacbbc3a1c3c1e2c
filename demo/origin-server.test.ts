import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { body, digest, segment, TestOrigin } from './testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await TestOrigin.start();
});
afterEach(() => origin.restore());
afterAll(() => origin.close());

describe('media', () => {
  it('is served whole with content type, caching and CORS headers', async () => {
    const response = await origin.get(segment);
    expect(digest(await response.arrayBuffer())).toBe(digest(body));
    const { headers } = response;
    expect(headers.get('content-type')).toBe('video/iso.segment');
    expect(headers.get('cache-control')).toContain('max-age=31536000');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('timing-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('Content-Range');
    expect((await origin.get('reel/main.m3u8')).headers.get('cache-control')).toBe('public, max-age=600');
    expect((await origin.get('reel/reel.key')).headers.get('cache-control')).toBe('no-store');
  });

  it('is also found under the path of a copy', async () => {
    expect(digest(await (await origin.get(`copies/41/${segment}`)).arrayBuffer())).toBe(digest(body));
    expect((await origin.get('copies/x/reel/0.m4s')).status).toBe(404);
  });

  it('is served in ranges', async () => {
    const response = await origin.get(segment, { range: 'bytes=100-299' });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 100-299/60000');
    expect(Buffer.from(await response.arrayBuffer()).equals(body.subarray(100, 300))).toBe(true);
    const behind = await origin.get(segment, { range: 'bytes=60000-' });
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, 'bytes */60000']);
  });

  it('is compressed if the shape says so, except for ranges', async () => {
    await origin.shape({ compresses: true });
    const whole = await origin.get(segment);
    expect(whole.headers.get('content-encoding')).toBe('gzip');
    expect(whole.headers.get('content-length')).not.toBe(String(body.length));
    expect(digest(await whole.arrayBuffer())).toBe(digest(body));
    const part = await origin.get(segment, { range: 'bytes=100-299', 'accept-encoding': 'identity' });
    expect(Buffer.from(await part.arrayBuffer()).equals(body.subarray(100, 300))).toBe(true);
  });

  it('is served whole if If-Range names another version', async () => {
    const etag = (await origin.get(segment)).headers.get('etag') ?? '';
    const range = 'bytes=0-9';
    expect((await origin.get(segment, { range, 'if-range': etag })).status).toBe(206);
    expect((await origin.get(segment, { range, 'if-range': '"other"' })).status).toBe(200);
  });

  it('is answered with 304 if the client has the current version', async () => {
    const etag = (await origin.get(segment)).headers.get('etag') ?? '';
    const again = await origin.get(segment, { 'if-none-match': `"other", ${etag}` });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
  });

  it('answers HEAD with the length and no body, and a preflight with the requested headers', async () => {
    const head = await fetch(origin.url + segment, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('60000');
    const preflight = await fetch(origin.url + segment, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'range, cmcd-session' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('range, cmcd-session');
  });

  it('is read-only', async () => {
    expect((await fetch(origin.url + segment, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('the log', () => {
  it('lists each request and its outcome, without headers that identify the client', async () => {
    await origin.get(`copies/2/${segment}?token=1`, {
      range: 'bytes=0-9',
      'cmcd-request': 'bl=100',
      referer: 'http://localhost/secret',
      cookie: 'a=b',
    });
    await origin.get('reel/none');
    const entries = await origin.readLog();
    expect(entries).toMatchObject([
      { method: 'GET', path: `/copies/2/${segment}`, query: 'token=1', status: 206, range: 'bytes=0-9', bytesSent: 10 },
      { path: '/reel/none', status: 404, finished: true },
    ]);
    expect(entries[0]?.headers['cmcd-request']).toBe('bl=100');
    expect(Object.keys(entries[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['referer']));
    expect(Object.keys(entries[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
    expect(Math.abs((entries[0]?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('is empty after DELETE, and refuses POST', async () => {
    await origin.get(segment);
    await fetch(`${origin.url}__log`, { method: 'DELETE' });
    expect(await origin.readLog()).toEqual([]);
    expect((await fetch(`${origin.url}__log`, { method: 'POST' })).status).toBe(405);
  });
});
