import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { expect, it, vi } from 'vitest';
import { PortTakenError, startDemo } from './demo';

it('starts a page and three origins on free ports, reachable under both loopback addresses', async () => {
  const demo = await startDemo({ port: 0 });
  expect(new Set([demo.pageUrl, ...demo.originUrls]).size).toBe(4);
  for (const url of demo.originUrls) {
    for (const host of ['127.0.0.1', '[::1]']) {
      const response = await fetch(`${url.replace('localhost', host)}aurora/main.m3u8`);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
  }
  await demo.close();
});

it('closes at once even if a client holds its connection open', async () => {
  const demo = await startDemo({ port: 0 });
  const socket = connect(Number(new URL(demo.pageUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await demo.close();
  await closed;
  await expect(fetch(demo.pageUrl)).rejects.toThrow('fetch failed');
});

it('names a port that is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = portOf(other);
  const error: unknown = await startDemo({ port: port - 1 }).catch((reason: unknown) => reason);
  other.close();
  expect(error).toBeInstanceOf(PortTakenError);
  expect(error).toHaveProperty('port', port);
});

it('leaves no port open if one of them is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  await expect(startDemo({ port: portOf(other) })).rejects.toThrow(PortTakenError);
  // Only the other program's server is left.
  await vi.waitFor(() => expect(countServers()).toBe(1));
  other.close();
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function countServers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}
