import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { listenOnLoopback, type LoopbackServer } from '../../demo/loopback-server.ts';
import { bodyOf, fileOf, leadingPlaylist, typeOf } from './body.ts';
import type { Answer, AnswerHeaders, Media } from './case.ts';

export type SeenRequest = { readonly method: string; readonly headers: Readonly<Record<string, string>> };

type CurrentStep = {
  readonly media: Media;
  readonly step: number;
  readonly answer: Answer;
  readonly seen: SeenRequest[];
};

export type StaticFile = { readonly type: string; readonly body: string | Buffer };

/** Answers requests for each case's folder according to its current step, and records them. */
export class ScriptedOrigin {
  readonly #scenes = new Map<string, CurrentStep>();

  private constructor(
    readonly files: ReadonlyMap<string, StaticFile>,
    readonly server: { current: LoopbackServer | null },
  ) {}

  /** Starts an origin that also serves `files` by their paths. */
  static async start(files: ReadonlyMap<string, StaticFile> = new Map()): Promise<ScriptedOrigin> {
    const origin = new ScriptedOrigin(files, { current: null });
    origin.server.current = await listenOnLoopback((request, response) => origin.#answer(request, response), 0);
    return origin;
  }

  get url(): string {
    return this.server.current?.url ?? '';
  }

  folderOf(caseId: string): string {
    return `${this.url}c/${caseId}/`;
  }

  /** Answers the folder by this step from now on. Returns the list that its requests are appended to. */
  play(caseId: string, media: Media, step: number, answer: Answer): readonly SeenRequest[] {
    const seen: SeenRequest[] = [];
    this.#scenes.set(caseId, { media, step, answer, seen });
    return seen;
  }

  /** Answers 404 for the folder from now on. */
  forget(caseId: string): void {
    this.#scenes.delete(caseId);
  }

  async close(): Promise<void> {
    await this.server.current?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://origin');
    const [, caseId = '', file = ''] = /^\/c\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
    const scene = this.#scenes.get(caseId);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (request.method === 'OPTIONS' && scene?.answer.refusesPreflight === true)
      return void response.writeHead(403).end();
    for (const [name, value] of Object.entries(corsHeaders(headers))) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const staticFile = this.files.get(pathname);
    if (staticFile !== undefined) return sendStaticFile(response, staticFile);
    if (scene === undefined) return void response.writeHead(404).end();
    const beside = scene.answer.beside?.[file];
    if (beside !== undefined) return sendAnswer(response, headers, { ...scene, answer: beside });
    if (file === fileOf.playlist && scene.media !== 'playlist') {
      return sendStaticFile(response, { type: typeOf.playlist, body: leadingPlaylist });
    }
    if (file !== fileOf[scene.media]) return void response.writeHead(404).end();
    scene.seen.push({ method: request.method ?? '', headers });
    if (scene.answer.delayMs !== undefined) await pause(scene.answer.delayMs);
    if (scene.answer.cutAfterBytes === 0) return void request.socket.destroy();
    sendAnswer(response, headers, scene, request.method);
  }
}

function sendStaticFile(response: ServerResponse, { type, body }: StaticFile): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=3600', 'content-length': body.length });
  response.end(body);
}

function sendAnswer(
  response: ServerResponse,
  asked: Readonly<Record<string, string>>,
  { media, step, answer }: CurrentStep,
  method = 'GET',
): void {
  const isConditional = asked['if-none-match'] !== undefined || asked['if-modified-since'] !== undefined;
  if (isConditional && answer.unchanged !== undefined) {
    setHeaders(response, answer.unchanged, answer.hidden);
    return void response.writeHead(304).end();
  }
  const { status = 200 } = answer;
  setHeaders(response, { 'content-type': typeOf[media], ...answer.headers }, answer.hidden);
  if ([204, 304].includes(status)) return void response.writeHead(status).end();
  const body = bodyOf(media, step, asked[answer.echoes ?? '']);
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(asked['range'] ?? '') ?? [];
  const isSameVersion = asked['if-range'] === undefined || asked['if-range'] === answer.headers?.['etag'];
  const isPart = status === 200 && first !== undefined && isSameVersion;
  if (!isPart) return sendWhole(response, body, answer, method);
  const from = first === '' ? body.length - Number(last) : Number(first);
  const to = first === '' || last === '' ? body.length - 1 : Math.min(Number(last), body.length - 1);
  if (from >= body.length) return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
  response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${body.length}`, 'content-length': to - from + 1 });
  response.end(body.slice(from, to + 1));
}

function sendWhole(response: ServerResponse, body: string, answer: Answer, method: string): void {
  const { status = 200, isCompressed = false, isChunked = false, cutAfterBytes } = answer;
  const bytes = isCompressed ? gzipSync(body) : Buffer.from(body);
  if (isCompressed) response.setHeader('content-encoding', 'gzip');
  response.writeHead(status, isChunked ? {} : { 'content-length': bytes.length });
  if (method === 'HEAD') return void response.end();
  if (cutAfterBytes === undefined) return void response.end(bytes);
  response.write(bytes.subarray(0, cutAfterBytes), () => response.destroy());
}

function setHeaders(response: ServerResponse, headers: AnswerHeaders, hidden: readonly string[] = []): void {
  if (headers['date'] === null) response.sendDate = false;
  const present = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  for (const [name, value] of present) response.setHeader(name, value);
  const exposed = ['Date', 'Age', ...present.map(([name]) => name), 'Content-Range'].filter(
    (name) => !hidden.includes(name),
  );
  response.setHeader('access-control-expose-headers', exposed.join(', '));
}

function corsHeaders(asked: Readonly<Record<string, string>>): Record<string, string> {
  return {
    'access-control-allow-origin': asked['origin'] ?? '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, PATCH',
    'access-control-allow-headers': asked['access-control-request-headers'] ?? '*',
  };
}
