import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../demo/free-port.ts';
import { hasNginx, nginxNote, sendRaw, startNginx } from './nginx.ts';

const files: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html>',
  'sw.js': '1',
  'icon.svg': '<svg/>',
  'feed.json': '{}',
  'manifest.webmanifest': '{}',
  'assets/index-abc123.js': '1',
  '.env': 'SECRET=1',
  '.git/config': 'SECRET=1',
};
const forEver = 'public, max-age=31536000, immutable';

describe.skipIf(!hasNginx)(`nginx in front of the page${nginxNote}`, () => {
  let root: string;
  let port: number;
  let close: () => Promise<void>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nextreel-site-'));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    port = await freePort();
    const nginx = await startNginx('site.conf.template', {
      NEXTREEL_PORT: `${port}`,
      NEXTREEL_ROOT: root,
      NEXTREEL_MEDIA_ORIGINS: 'https://eu.media.example https://us.media.example',
    });
    close = () => nginx.close();
  });
  afterAll(async () => {
    await close?.();
    if (root !== undefined) await rm(root, { recursive: true, force: true });
  });

  test.each([
    ['/', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/saved', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/sw.js', 200, 'text/javascript; charset=utf-8', 'no-cache'],
    ['/feed.json?page=2', 200, 'application/json; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 200, 'application/manifest+json; charset=utf-8', 'no-cache'],
    ['/icon.svg', 200, 'image/svg+xml', 'public, max-age=3600'],
    ['/assets/index-abc123.js', 200, 'text/javascript; charset=utf-8', forEver],
    ['//assets//index-abc123.js', 200, 'text/javascript; charset=utf-8', forEver],
    ['/assets/gone.js', 404, 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/', 404, 'text/html; charset=utf-8', 'no-cache'],
    ['/sw-gone.js', 404, 'text/html; charset=utf-8', 'no-cache'],
    ['/gone.png', 404, 'text/html; charset=utf-8', 'no-cache'],
  ])('answers %s with %i, %s, %s', async (path, status, type, cacheControl) => {
    const { status: was, headers } = await sendRaw(port, `GET ${path} HTTP/1.1`);
    expect([was, headers.get('content-type'), headers.get('cache-control')]).toEqual([status, type, cacheControl]);
  });

  test.each([
    ['GET / HTTP/1.1', 200],
    ['GET // HTTP/1.1', 200],
    ['GET http://evil.test/ HTTP/1.1', 200],
    ['GET /.env HTTP/1.1', 404],
    ['GET /%2eenv HTTP/1.1', 404],
    ['GET /assets/../.git/config HTTP/1.1', 404],
    ['GET /..%2f..%2fetc%2fpasswd HTTP/1.1', 400],
    ['GET /../../etc/passwd HTTP/1.1', 400],
    ['GET /%252e%252e/%252e%252e/etc/passwd.txt HTTP/1.1', 404],
    ['GET /%00.js HTTP/1.1', 400],
    ['GET /assets/x%0d%0aSet-Cookie:%20a=b.js HTTP/1.1', 404],
    ['GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1', 200],
    ['POST / HTTP/1.1', 405],
    ['DELETE /sw.js HTTP/1.1', 405],
    ['TRACE / HTTP/1.1', 405],
    ['NONSENSE', 400],
  ])('answers %s with %i and the security headers', async (requestLine, status) => {
    const { status: was, headers, body } = await sendRaw(port, requestLine);
    expect(was).toBe(status);
    expect(body).not.toMatch(/SECRET|root:/);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('server')).toBe('nginx');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self' https://eu.media.example https://us.media.example;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test('refuses a URL or header that is too large', async () => {
    expect((await sendRaw(port, `GET /${'a'.repeat(10_000)} HTTP/1.1`)).status).toBe(414);
    expect((await sendRaw(port, 'GET / HTTP/1.1', [`Cookie: ${'a'.repeat(40_000)}`])).status).toBe(400);
  });

  test('sends no more than the file for overlapping ranges', async () => {
    const ranges = Array.from({ length: 500 }, () => '0-').join(',');
    const { headers, body } = await sendRaw(port, 'GET /sw.js HTTP/1.1', [`Range: bytes=${ranges}`]);
    expect([headers.get('content-length'), body]).toEqual(['1', '1']);
  });
});
