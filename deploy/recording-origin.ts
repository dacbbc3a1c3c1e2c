import { once } from 'node:events';
import { createServer } from 'node:net';

export type RecordingOrigin = {
  readonly url: string;
  /** The heads of all requests, to the letter, in the order of their arrival. */
  readonly heads: string[];
  close(): Promise<void>;
};

/** An origin that takes requests apart by nothing but the empty line between them, as an attacker would hope. */
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
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The origin has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    heads,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A whole answer with these header lines. */
export function httpAnswer(body: string, headers: readonly string[] = [], status = '200 OK'): string {
  return [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n');
}
