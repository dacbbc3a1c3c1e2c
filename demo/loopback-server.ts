import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(
    readonly port: number,
    cause: unknown,
  ) {
    super(`Port ${port} is taken by another program.`, { cause });
  }
}

export type LoopbackServer = { readonly port: number; readonly url: string; close(): Promise<void> };

/** Answers one request. `url` has the path and query of the request; its host has no meaning. */
export type Responder = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/**
 * Listens on 127.0.0.1 and on ::1 with the same port, because `localhost` may mean either; without IPv6, only on the
 * first. Port 0 is any free port. No request ends the server: an error of the responder is printed, and closes only
 * that request's connection.
 */
export async function listenOnLoopback(responder: Responder, port: number): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = readTarget(request.url ?? '/');
    if (url === null) {
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('Invalid URL.\n');
      return;
    }
    try {
      await responder(request, response, url);
    } catch (error) {
      console.error(error);
      response.destroy();
    }
  };
  const open = (): Server =>
    createServer({ keepAliveTimeout: 60_000 }, (request, response) => void listener(request, response)).on(
      'connection',
      (socket: Socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      },
    );

  for (let attempt = 0; ; attempt++) {
    const v4 = open();
    const v6 = open();
    const bound = await listen(v4, port, '127.0.0.1');
    try {
      await listen(v6, bound, '::1');
    } catch (error) {
      if (error instanceof PortTakenError) {
        await shut(v4);
        if (port === 0 && attempt < 10) continue;
        throw error;
      }
    }
    return {
      port: bound,
      url: `http://localhost:${bound}/`,
      close: async () => {
        const closed = Promise.all([shut(v4), shut(v6)]);
        for (const socket of sockets) socket.destroy();
        await closed;
      },
    };
  }
}

/** Joins a path to a host as text, because `//name` would name a host if it were resolved against a base. */
function readTarget(target: string): URL | null {
  const address = target.startsWith('/') ? `http://localhost${target}` : target;
  return URL.canParse(address) ? new URL(address) : null;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port, error) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

function shut(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
