import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { doctor } from './doctor.ts';

type Served = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  /** The body never comes to its end. */
  readonly isEndless?: boolean;
};

const script: Served = {
  headers: { 'content-type': 'text/javascript' },
  text: `/*! nextreel ${packageFile.version} */`,
};
const redirectTo = (location: string): Served => ({ status: 308, headers: { location } });

let site: Record<string, Served>;
let server: Server;
let origin: string;
beforeEach(async () => {
  server = createServer(({ url = '' }, response) => {
    const { status = 200, headers = {}, text = '', isEndless = false }: Served = site[url] ?? { status: 404 };
    response.writeHead(status, headers).write(text);
    if (!isEndless) response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function examine(
  path: string,
  worker: string,
  media: readonly string[] = [],
): Promise<{ exitCode: number; said: string[] }> {
  const said: string[] = [];
  const exitCode = await doctor({ target: `${origin}${path}`, worker, media, say: (line) => said.push(line) });
  return { exitCode, said };
}

it('examines the page that redirects lead to', async () => {
  site = {
    '/reels': redirectTo('/reels/'),
    '/reels/': { headers: { 'content-security-policy': "worker-src 'none'" } },
    '/nextreel-sw.js': script,
  };
  expect(await examine('/reels', '/nextreel-sw.js')).toEqual({
    exitCode: 1,
    said: [
      expect.stringContaining("✗ The page's Content Security Policy forbids the worker"),
      expect.stringMatching(/^✓/),
    ],
  });
});

it.each(['/reels/nextreel-sw.js', 'nextreel-sw.js'])(
  'finds the worker %s beside the page that redirects lead to',
  async (worker) => {
    site = { '/reels': redirectTo('/reels/'), '/reels/': {}, '/reels/nextreel-sw.js': script };
    expect(await examine('/reels', worker)).toEqual({
      exitCode: 0,
      said: [
        `✓ ${origin}/reels/ may have a worker.`,
        `✓ ${origin}/reels/nextreel-sw.js is version ${packageFile.version}.`,
      ],
    });
  },
);

it('follows no redirect of the worker, since browsers do not', async () => {
  site = { '/reels/': {}, '/nextreel-sw.js': redirectTo('/static/nextreel-sw.js'), '/static/nextreel-sw.js': script };
  expect(await examine('/reels/', '/nextreel-sw.js')).toEqual({
    exitCode: 1,
    said: [expect.stringMatching(/^✓/), expect.stringContaining('browsers refuse')],
  });
});

it('tells of redirects that go in circles', async () => {
  site = { '/reels': redirectTo('/reels'), '/nextreel-sw.js': script };
  const { exitCode, said } = await examine('/reels', '/nextreel-sw.js');
  expect(exitCode).toBe(1);
  expect(said).toContainEqual(expect.stringContaining('redirect count exceeded'));
});

it('holds the policy of the worker against the media that it was given, and only takes note of it without any', async () => {
  const policy = { 'content-security-policy': "connect-src 'self' https://media.example.com" };
  site = {
    '/reels/': {},
    '/nextreel-sw.js': { ...script, headers: { ...script.headers, ...policy } },
    '/a.m3u8': {},
  };
  const noted = await examine('/reels/', '/nextreel-sw.js');
  expect(noted.exitCode).toBe(0);
  expect(noted.said).toContainEqual(expect.stringMatching(/^! The Content Security Policy .* --media/));

  const own = await examine('/reels/', '/nextreel-sw.js', [`${origin}/a.m3u8`]);
  expect(own.exitCode).toBe(0);
  expect(own.said).not.toContainEqual(expect.stringContaining('Content Security Policy'));

  const other = await examine('/reels/', '/nextreel-sw.js', [`${origin.replace('127.0.0.1', 'localhost')}/a.m3u8`]);
  expect(other.exitCode).toBe(1);
  expect(other.said).toContainEqual(
    expect.stringMatching(/^✗ The Content Security Policy .* fetching http:\/\/localhost/),
  );
});

it('examines the media that redirects lead to', async () => {
  const part = { status: 206, headers: { 'content-range': 'bytes 0-1/9' }, text: 'ab' };
  site = { '/reels/': {}, '/nextreel-sw.js': script, '/play/1.mp4': redirectTo('/cdn/1.mp4'), '/cdn/1.mp4': part };
  const { exitCode, said } = await examine('/reels/', '/nextreel-sw.js', [`${origin}/play/1.mp4`]);
  expect(said).toContainEqual(`✓ ${origin}/cdn/1.mp4 can be read, also in parts.`);
  expect(exitCode).toBe(0);
});

it('tells of a file without byte ranges before all of it has come', async () => {
  site = { '/reels/': {}, '/nextreel-sw.js': script, '/film.mp4': { text: 'a', isEndless: true } };
  const { said } = await examine('/reels/', '/nextreel-sw.js', [`${origin}/film.mp4`]);
  expect(said).toContainEqual(expect.stringContaining('no byte ranges'));
});

it('wants whole addresses of media', async () => {
  expect(await examine('/reels/', '/nextreel-sw.js', ['/a.m3u8'])).toEqual({
    exitCode: 1,
    said: ['--media "/a.m3u8" is no address that begins with http:// or https://.'],
  });
});
