import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';

export type RecordingOrigin = {
  readonly url: string;
  /** The heads of all requests, verbatim, in order of arrival. */
  readonly heads: string[];
  close(): Promise<void>;
};

/** Starts an origin that separates requests only by empty lines, so that request smuggling would show. */
export async function startRecordingOrigin(answer: (path: string, head: string) => string): Promise<RecordingOrigin> {
  const heads: string[] = [];
  const server = createServer((socket) => {
    let received = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      for (let end = received.indexOf('\r\n\r\n'); end !== -1; end = received.indexOf('\r\n\r\n')) {
        const head = received.slice(0, end);
        received = received.slice(end + 4);
        heads.push(head);
        socket.write(answer(head.split(' ')[1] ?? '', head));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    heads,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

export type SlowOrigin = {
  readonly url: string;
  /** The highest number of simultaneous requests. */
  readonly maxConcurrent: number;
  close(): Promise<void>;
};

/** Starts an origin that delays each response and forbids caching. */
export async function startSlowOrigin(delayMs: number): Promise<SlowOrigin> {
  let waiting = 0;
  let maxConcurrent = 0;
  const server = createHttpServer((_request, response) => {
    waiting += 1;
    maxConcurrent = Math.max(maxConcurrent, waiting);
    setTimeout(() => {
      waiting -= 1;
      response.writeHead(200, { 'cache-control': 'no-store' }).end('slow');
    }, delayMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    get maxConcurrent() {
      return maxConcurrent;
    },
    close: () => shut(server),
  };
}

export type Film = {
  readonly url: string;
  /** How many bytes have been written to the connection. */
  readonly sentBytes: number;
  close(): Promise<void>;
};

/** Starts an origin with one film of this length, which it sends as fast as the client reads. */
export async function startFilm(bytes: number): Promise<Film> {
  let sentBytes = 0;
  const reel = Buffer.alloc(64 * 1024);
  const server = createHttpServer((_request, response) => {
    const sendOn = () => {
      if (sentBytes >= bytes) response.end();
      else {
        response.write(reel, (failed) => {
          if (!failed) sendOn();
        });
        sentBytes += reel.length;
      }
    };
    response.writeHead(200, { 'content-length': bytes });
    sendOn();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    get sentBytes() {
      return sentBytes;
    },
    close: () => shut(server),
  };
}

/** Closes the server and all connections, including those that still wait for a response. */
async function shut(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The origin has no port.');
  return address.port;
}

/** Formats a whole response with these header lines. */
export function httpResponse(body: string, headers: readonly string[] = [], status = '200 OK'): string {
  return [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n');
}
