import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type ByteRange, readRange } from './byte-range';
import { corsHeaders } from './cors';
import { corrupt, loginPage } from './faults';
import type { LogEntry } from './request-log';
import type { FaultKind } from './shape';
import { Shaper } from './shaper';
import { namesEtag, type ReadMedia, type StaticFile } from './static-files';

const slowBytesPerSecond = 2048;

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };

/** Answers requests for media, correctly or as a fault demands. */
export class MediaResponder {
  compresses = false;

  constructor(
    readonly read: ReadMedia,
    readonly shaper: Shaper,
  ) {}

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    entry: LogEntry,
    fault: FaultKind | null,
  ): Promise<void> {
    const uncompressed = faultyAnswer(request, url, fault) ?? (await this.#regularAnswer(request, url));
    const answer = this.compresses && acceptsGzip(request) ? compressed(uncompressed) : uncompressed;
    if (response.destroyed) return;
    entry.status = answer.status;
    const headers = fault === 'no-cors' ? answer.headers : { ...corsHeaders, ...answer.headers };
    response.writeHead(answer.status, { 'cache-control': 'no-store', ...headers });
    response.flushHeaders();

    const body = bodyToSend(request, answer.body, fault);
    const shaper = fault === 'slow' ? slowShaper() : this.shaper;
    const sent = await shaper.send(response, body, (bytes) => {
      entry.bytesSent += bytes;
    });
    if (!sent || fault === 'stall-body') return;
    if (fault === 'reset') request.socket.resetAndDestroy();
    else if (fault === 'truncate') endEarly(response);
    else {
      entry.finished = true;
      response.end();
    }
  }

  async #regularAnswer(request: IncomingMessage, url: URL): Promise<Answer> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { ...plain(405, 'Only GET and HEAD.'), headers: { allow: 'GET, HEAD, OPTIONS' } };
    }
    // `copies/7/x` is `x` under another URL, so that feeds of any length have distinct reels.
    const file = await this.read(url.pathname.replace(/^\/copies\/\d+\//, '/'));
    return file === undefined ? plain(404, `There is no ${url.pathname}.`) : fileAnswer(request, url, file);
  }
}

function fileAnswer(request: IncomingMessage, url: URL, file: StaticFile): Answer {
  const headers = {
    'accept-ranges': 'bytes',
    'cache-control': cacheControl(url.pathname),
    etag: file.etag,
    'last-modified': file.lastModified,
  };
  if (namesEtag(request.headers['if-none-match'], file.etag)) return { status: 304, headers, body: Buffer.alloc(0) };
  const size = file.body.length;
  const range = request.method === 'GET' && rangeHolds(request, file) ? readRange(request.headers.range, size) : null;
  if (range === 'unsatisfiable') {
    return { ...plain(416, 'There is no such range.'), headers: { 'content-range': `bytes */${size}` } };
  }
  const part: ByteRange = range ?? { start: 0, endExclusive: size };
  const body = file.body.subarray(part.start, part.endExclusive);
  const full = { ...headers, 'content-type': file.type, 'content-length': String(body.length) };
  if (range === null) return { status: 200, headers: full, body };
  const contentRange = `bytes ${part.start}-${part.endExclusive - 1}/${size}`;
  return { status: 206, headers: { ...full, 'content-range': contentRange }, body };
}

function acceptsGzip({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
}

function compressed({ status, headers, body: plainBody }: Answer): Answer {
  if (status !== 200) return { status, headers, body: plainBody };
  const body = gzipSync(plainBody);
  const encodingHeaders = { 'content-encoding': 'gzip', 'content-length': String(body.length) };
  return { status, headers: { ...headers, ...encodingHeaders }, body };
}

/** Whether the range applies. If `If-Range` names another version, the whole file is sent instead. */
function rangeHolds(request: IncomingMessage, file: StaticFile): boolean {
  const condition = request.headers['if-range'];
  return condition === undefined || condition === file.etag || condition === file.lastModified;
}

/** Playlists change when their reel is re-encoded, keys must not be cached, and all other files never change. */
function cacheControl(path: string): string {
  if (path.endsWith('.m3u8')) return 'public, max-age=600';
  return path.endsWith('.key') ? 'no-store' : 'public, max-age=31536000';
}

/** Returns the response for faults that replace it. Other faults spoil the correct response while it is sent. */
function faultyAnswer(request: IncomingMessage, url: URL, fault: FaultKind | null): Answer | null {
  if (fault === 'status') {
    return { ...plain(503, 'Out of order.'), headers: { 'retry-after': '1', 'content-type': 'text/plain' } };
  }
  if (fault === 'redirect') {
    // 127.0.0.1 counts as another host than localhost, like the login page of a captive portal.
    const location = `http://127.0.0.1:${request.socket.localPort}/elsewhere${url.pathname}`;
    return { ...plain(302, ''), headers: { location } };
  }
  if (fault === 'wrong-type' || url.pathname.startsWith('/elsewhere/')) {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': String(loginPage.length) };
    return { status: 200, headers, body: loginPage };
  }
  return null;
}

function bodyToSend(request: IncomingMessage, body: Buffer, fault: FaultKind | null): Buffer {
  if (request.method === 'HEAD') return Buffer.alloc(0);
  if (fault === 'corrupt') return corrupt(body);
  const isCut = fault === 'stall-body' || fault === 'truncate' || fault === 'reset';
  return isCut ? body.subarray(0, Math.floor(body.length / 2)) : body;
}

/** Closes the socket with the response: otherwise the next response would be taken for the rest of this body. */
function endEarly(response: ServerResponse): void {
  const { socket } = response;
  socket?.end();
  socket?.once('finish', () => socket.destroySoon());
}

function slowShaper(): Shaper {
  const shaper = new Shaper();
  shaper.setRate(slowBytesPerSecond);
  return shaper;
}

function plain(status: number, message: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(message) };
}
