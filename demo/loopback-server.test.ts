import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from './loopback-server';

let server: LoopbackServer;

beforeEach(async () => {
  server = await listenOnLoopback((request, response, url) => {
    if (url.pathname === '/throws') throw new Error('The responder threw.');
    response.end(`${request.method} ${url.pathname}${url.search}`);
  }, 0);
});
afterEach(() => server.close());

/** Sends the request verbatim and returns the whole response. */
async function send(request: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${request}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

it.each([
  ['GET // HTTP/1.1', 'GET //'],
  ['GET //host/path HTTP/1.1', 'GET //host/path'],
  ['GET /?a=//b HTTP/1.1', 'GET /?a=//b'],
  ['GET http://elsewhere.test/path HTTP/1.1', 'GET /path'],
  ['GET http:// HTTP/1.1', '400'],
  ['GET path HTTP/1.1', '400'],
  ['OPTIONS * HTTP/1.1', '400'],
  ['GET /%0d%0a/%zz/%00 HTTP/1.1', 'GET /%0d%0a/%zz/%00'],
  ['NONSENSE', '400'],
])('answers %s and keeps running', async (request, expected) => {
  expect(await send(request)).toContain(expected);
  expect(await (await fetch(server.url)).text()).toBe('GET /');
});

it('keeps running after the responder threw', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await send('GET /throws HTTP/1.1')).toBe('');
  expect(printed).toHaveBeenCalledOnce();
  printed.mockRestore();
  expect(await (await fetch(server.url)).text()).toBe('GET /');
});
