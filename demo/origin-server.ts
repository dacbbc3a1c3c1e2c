import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { corsHeaders, preflightHeaders } from './cors';
import { Faults } from './faults';
import { type LoopbackServer, listenOnLoopback } from './loopback-server';
import { MediaResponder } from './media-responder';
import { RequestLog } from './request-log';
import { noShape, readShape, type Shape, ShapeError } from './shape';
import { Shaper } from './shaper';
import { type ReadMedia, readStaticFile } from './static-files';

/**
 * Starts a demo origin: serves the media of a folder, or of a function, with CORS over a shaped link. It is controlled
 * by `PUT` and `DELETE /__shape`, and `GET` and `DELETE /__log`.
 */
export function startOrigin(media: string | ReadMedia, port: number): Promise<LoopbackServer> {
  const shaper = new Shaper();
  const faults = new Faults();
  const log = new RequestLog();
  const read: ReadMedia = typeof media === 'string' ? (path) => readStaticFile(media, path) : media;
  const responder = new MediaResponder(read, shaper);
  const greeted = new WeakSet<Socket>();
  let rttMs = 0;

  const applyShape = (shape: Shape): void => {
    rttMs = shape.rttMs;
    faults.set(shape.faults);
    shaper.setRate(shape.bytesPerSecond);
    responder.compresses = shape.compresses;
  };

  /** Waits one round trip for the request, and another one for the handshake of a new connection. */
  const travel = (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const delayMs = greeted.has(request.socket) ? rttMs : 2 * rttMs;
    greeted.add(request.socket);
    return waitUnlessClosed(response, delayMs);
  };

  const control = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const route = `${request.method} ${path}`;
    if (route === 'PUT /__shape') {
      try {
        applyShape(readShape(await text(request)));
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        sendJson(response, 400, { error: error.message });
        return;
      }
      response.writeHead(204, corsHeaders).end();
    } else if (route === 'DELETE /__shape') {
      applyShape(noShape);
      response.writeHead(204, corsHeaders).end();
    } else if (route === 'GET /__log') {
      sendJson(response, 200, log.entries());
    } else if (route === 'DELETE /__log') {
      log.clear();
      response.writeHead(204, corsHeaders).end();
    } else {
      sendJson(response, 405, { error: `${route} is unknown. Allowed: PUT, DELETE /__shape and GET, DELETE /__log.` });
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const isControl = url.pathname === '/__shape' || url.pathname === '/__log';
    if (isControl && request.method !== 'OPTIONS') {
      await control(request, response, url.pathname);
      return;
    }
    const entry = log.begin(request, url);
    response.on('close', () => (entry.left = !entry.finished));
    // The login page that a redirect leads to is exempt from faults.
    const isExempt = request.method === 'OPTIONS' || url.pathname.startsWith('/elsewhere/');
    const fault = isExempt ? null : faults.take(url.pathname);
    if (fault === 'refuse') {
      request.socket.destroy();
      return;
    }
    if (!isControl && !(await travel(request, response))) return;
    if (fault === 'stall-headers') return;
    if (request.method === 'OPTIONS') {
      response.writeHead(204, preflightHeaders(request.headers['access-control-request-headers'])).end();
      entry.status = 204;
      entry.finished = true;
      return;
    }
    await responder.answer(request, response, url, entry, fault);
  };

  return listenOnLoopback(answer, port);
}

function waitUnlessClosed(response: ServerResponse, delayMs: number): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (delayMs === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (arrived: boolean): void => {
      clearTimeout(timer);
      response.off('close', onClose);
      resolve(arrived);
    };
    const onClose = (): void => done(false);
    const timer = setTimeout(() => done(true), delayMs);
    response.on('close', onClose);
  });
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { ...corsHeaders, 'content-type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(json)}\n`);
}
