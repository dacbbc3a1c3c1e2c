import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { doctor } from './doctor.ts';

type ServedFile = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  /** The body never ends. */
  readonly isEndless?: boolean;
};

const script: ServedFile = {
  headers: { 'content-type': 'text/javascript' },
  text: `/*! nextreel ${packageFile.version} */`,
};
const redirectTo = (location: string): ServedFile => ({ status: 308, headers: { location } });

let site: Record<string, ServedFile>;
let server: Server;
let origin: string;
beforeEach(async () => {
  server = createServer(({ url = '' }, response) => {
    const {
      status = 200,
      headers = {},
      text = '',
      isEndless = false,
    }: ServedFile = site[url] ?? (url.endsWith('/nextreel-mp4.js') ? script : { status: 404 });
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

it('follows redirects to the page and examines that page', async () => {
  site = {
    '/reels': redirectTo('/reels/'),
    '/reels/': { headers: { 'content-security-policy': "worker-src 'none'" } },
    '/nextreel-sw.js': script,
  };
  expect(await examine('/reels', '/nextreel-sw.js')).toEqual({
    exitCode: 1,
    said: [
      expect.stringContaining("✗ The page's Content Security Policy blocks the worker"),
      expect.stringMatching(/^✓/),
    ],
  });
});

it.each(['/reels/nextreel-sw.js', 'nextreel-sw.js'])(
  'resolves the worker %s against the page that redirects lead to',
  async (worker) => {
    site = { '/reels': redirectTo('/reels/'), '/reels/': {}, '/reels/nextreel-sw.js': script };
    expect(await examine('/reels', worker)).toEqual({
      exitCode: 0,
      said: [
        `✓ ${origin}/reels/ can use a service worker.`,
        `✓ ${origin}/reels/nextreel-sw.js is version ${packageFile.version}.`,
      ],
    });
  },
);

it('does not follow a redirect of the worker, since browsers do not', async () => {
  site = { '/reels/': {}, '/nextreel-sw.js': redirectTo('/static/nextreel-sw.js'), '/static/nextreel-sw.js': script };
  expect(await examine('/reels/', '/nextreel-sw.js')).toEqual({
    exitCode: 1,
    said: [expect.stringMatching(/^✓/), expect.stringContaining('browsers refuse')],
  });
});

it.each([
  ['is missing', { status: 404 }, 'which is not served as JavaScript'],
  [
    'is a page of the site',
    { headers: { 'content-type': 'text/html' }, text: '<html>' },
    'which is not served as JavaScript',
  ],
  ['is of another version', { ...script, text: '/*! nextreel 0.9.0 */' }, 'is version 0.9.0'],
])('reports that the file which a worker of the site imports %s', async (_what, imported, said) => {
  const importing = { ...script, text: "importScripts('/nextreel-sw.js?embedded');" };
  site = { '/reels/': {}, '/sw.js': importing, '/nextreel-sw.js?embedded': imported };
  const examined = await examine('/reels/', '/sw.js');
  expect(examined.exitCode).toBe(1);
  expect(examined.said).toContainEqual(expect.stringMatching(new RegExp(`^✗ .*/nextreel-sw.js\\?embedded.*${said}`)));
});

it('reports that the file for MP4 reels is missing', async () => {
  site = { '/reels/': {}, '/nextreel-sw.js': script, '/nextreel-mp4.js': { status: 404 } };
  const { exitCode, said } = await examine('/reels/', '/nextreel-sw.js');
  expect([exitCode, said.at(-1)]).toEqual([
    1,
    expect.stringContaining('/nextreel-mp4.js, which is not served as JavaScript'),
  ]);
});

it('reports a redirect loop', async () => {
  site = { '/reels': redirectTo('/reels'), '/nextreel-sw.js': script };
  const { exitCode, said } = await examine('/reels', '/nextreel-sw.js');
  expect(exitCode).toBe(1);
  expect(said).toContainEqual(expect.stringContaining('redirect count exceeded'));
});

it('checks the policy of the worker against the given media, and prints only a note if none is given', async () => {
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

it('follows redirects to media and examines that file', async () => {
  const part = { status: 206, headers: { 'content-range': 'bytes 0-1/9' }, text: 'ab' };
  site = { '/reels/': {}, '/nextreel-sw.js': script, '/play/1.mp4': redirectTo('/cdn/1.mp4'), '/cdn/1.mp4': part };
  const { exitCode, said } = await examine('/reels/', '/nextreel-sw.js', [`${origin}/play/1.mp4`]);
  expect(said).toContainEqual(`✓ The worker can read ${origin}/cdn/1.mp4, also by byte range.`);
  expect(exitCode).toBe(0);
});

it('reports a file without byte ranges without downloading all of it', async () => {
  site = { '/reels/': {}, '/nextreel-sw.js': script, '/film.mp4': { text: 'a', isEndless: true } };
  const { said } = await examine('/reels/', '/nextreel-sw.js', [`${origin}/film.mp4`]);
  expect(said).toContainEqual(expect.stringContaining('does not support byte-range requests'));
});

it('rejects media without an absolute URL', async () => {
  expect(await examine('/reels/', '/nextreel-sw.js', ['/a.m3u8'])).toEqual({
    exitCode: 1,
    said: ['--media "/a.m3u8" is not a URL that begins with http:// or https://.'],
  });
});
