import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const given = new Set<number>();

/**
 * Returns a port that was free a moment ago, for programs that cannot choose one themselves, or that release theirs and
 * reopen it. To stay free, it lies below the range that systems assign from, and is returned only once.
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
