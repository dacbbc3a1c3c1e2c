import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const given = new Set<number>();

/**
 * A port that nobody listened on a moment ago, for programs that cannot choose one themselves, or leave it and come back. It
 * lies below those that systems hand out, and is given once, so that nobody has it meanwhile.
 */
export function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  if (given.has(port)) return freePort();
  given.add(port);
  return new Promise((resolve, reject) => {
    const server = createServer().listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(freePort());
      else reject(error);
    });
  });
}
