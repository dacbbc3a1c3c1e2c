import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoopbackServer, listenOnLoopback } from '../../demo/loopback-server.ts';

/** Serves the bench's page and worker, and bodies of any size as an origin would. */
export async function startServer(root: string): Promise<LoopbackServer> {
  const [page, worker] = await Promise.all([
    readFile(join(import.meta.dirname, 'index.html')),
    readFile(join(root, 'worker.js')),
  ]);
  return listenOnLoopback((_request, response, { pathname }) => {
    const [, bytes, number] = /^\/origin\/sample\/(\d+)\/(\d+)$/.exec(pathname) ?? [];
    if (pathname === '/worker.js') {
      response.writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' }).end(worker);
    } else if (bytes !== undefined) {
      const body = Buffer.alloc(Number(bytes), Number(number) + 1);
      response.writeHead(200, { 'content-type': 'video/mp4', 'cache-control': 'no-store' }).end(body);
    } else response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  }, 0);
}
