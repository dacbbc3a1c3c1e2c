import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { readRange } from '../../demo/byte-range.ts';
import { corsHeaders, preflightHeaders } from '../../demo/cors.ts';
import { listenOnLoopback } from '../../demo/loopback-server.ts';
import { readStaticFile, type StaticFile } from '../../demo/static-files.ts';
import { hostPage } from './host-page.ts';
import type { Serving } from './presentation.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageFolder = join(root, 'dist-package');
const reelsFolder = join(root, 'dist');

export type Site = {
  /** A third-party page with the package. */
  readonly hostUrl: string;
  /** The reels page. Its media are same-origin, so that pictures can be read from the native player. */
  readonly reelsUrl: string;
  /** The media, at a separate origin. */
  readonly mediaUrl: string;
  /** The feed that the reels page shows. */
  feed: object;
  /** While true, requests for media fail. */
  isMediaDown: boolean;
  /** Restarts the live playlists. */
  restart(): void;
  close(): Promise<void>;
};

/** Serves a corpus, and the pages that play it. */
export async function startSite(folder: string, servingOf: (path: string) => Serving): Promise<Site> {
  const hls = await readFile(join(root, 'node_modules/hls.js/dist/hls.min.js'));
  let startMs = Date.now();
  const media = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    if (site.isMediaDown) return void response.destroy();
    if (request.method === 'OPTIONS') {
      const requestedHeaders = request.headers['access-control-request-headers'];
      return void response.writeHead(204, preflightHeaders(requestedHeaders?.toString())).end();
    }
    const serving = servingOf(path);
    if (serving === 'redirects' && !path.includes('/behind/')) {
      const location = path.replace(/([^/]+)$/, 'behind/$1');
      return void response.writeHead(302, { ...corsHeaders, location }).end();
    }
    const file = await readStaticFile(folder, path);
    if (file === undefined) return void response.writeHead(404, corsHeaders).end();
    answerMedia(request, response, { path, file, serving, startMs });
  };
  const mediaServer = await listenOnLoopback(
    (request, response, { pathname }) => media(request, response, pathname),
    0,
  );
  const hostServer = await listenOnLoopback(async (_request, response, { pathname }) => {
    const [, path] = /^\/nextreel(\/.*)/.exec(pathname) ?? [];
    if (pathname === '/') return answerFile(response, 'text/html; charset=utf-8', hostPage);
    if (pathname === '/hls.js') return answerFile(response, 'text/javascript', hls);
    const file = await readStaticFile(packageFolder, path ?? pathname);
    if (file === undefined) response.writeHead(404).end();
    else answerFile(response, file.type, file.body);
  }, 0);
  const reelsServer = await listenOnLoopback(async (request, response, { pathname }) => {
    if (pathname === '/feed.json') return answerFile(response, 'application/json', JSON.stringify(site.feed));
    if (pathname.startsWith('/media/')) return media(request, response, pathname.slice('/media'.length));
    const file = await readStaticFile(reelsFolder, extname(pathname) === '' ? '/index.html' : pathname);
    if (file === undefined) response.writeHead(404).end();
    else answerFile(response, file.type, file.body);
  }, 0);
  const site: Site = {
    hostUrl: hostServer.url,
    reelsUrl: reelsServer.url,
    mediaUrl: mediaServer.url,
    feed: { reels: [] },
    isMediaDown: false,
    restart: () => {
      startMs = Date.now();
    },
    close: async () => {
      await Promise.all([mediaServer.close(), hostServer.close(), reelsServer.close()]);
    },
  };
  return site;
}

function answerFile(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
}

type MediaRequest = {
  readonly path: string;
  readonly file: StaticFile;
  readonly serving: Serving;
  readonly startMs: number;
};

function answerMedia(request: IncomingMessage, response: ServerResponse, asked: MediaRequest): void {
  const { path, file, serving, startMs } = asked;
  const isPlaylist = path.endsWith('.m3u8');
  const validators = { etag: file.etag, 'last-modified': file.lastModified };
  const type = serving === 'mistyped' ? 'text/html; charset=utf-8' : file.type;
  const headers = { ...corsHeaders, 'content-type': type, 'cache-control': 'public, max-age=600' };
  if (serving === 'live' && isPlaylist) {
    const body = liveNow(file.body.toString(), Date.now() - startMs);
    return void response.writeHead(200, { ...headers, 'cache-control': 'no-cache' }).end(body);
  }
  if (serving === 'gzip' && request.headers.range === undefined) {
    const body = gzipSync(file.body);
    const about = { ...validators, 'content-encoding': 'gzip', 'content-length': body.length };
    return void response.writeHead(200, { ...headers, ...about }).end(body);
  }
  const range = serving === 'ignores-range' ? null : readRange(request.headers.range, file.body.length);
  const size = file.body.length;
  if (range === 'unsatisfiable') {
    return void response.writeHead(416, { ...headers, 'content-range': `bytes */${size}` }).end();
  }
  const accepts = serving === 'ignores-range' ? {} : { 'accept-ranges': 'bytes' };
  const { start, endExclusive } = range ?? { start: 0, endExclusive: size };
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    ...validators,
    ...accepts,
    'content-length': endExclusive - start,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${endExclusive - 1}/${size}` }),
  });
  response.end(request.method === 'HEAD' ? undefined : file.body.subarray(start, endExclusive));
}

const segmentsAtStart = 4;

/** Returns a live playlist that gains one segment per second and never ends. */
function liveNow(text: string, elapsedMs: number): string {
  const shown = segmentsAtStart + Math.floor(elapsedMs / 1000);
  let count = 0;
  const lines = text.split('\n').filter((line) => {
    if (line.startsWith('#EXTINF')) count += 1;
    return count <= shown && line !== '#EXT-X-ENDLIST';
  });
  return `${lines.join('\n')}\n`;
}
