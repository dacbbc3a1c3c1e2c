import { describe, expect, test } from 'vitest';
import { freePort } from '../demo/free-port.ts';
import { hasNginx, nginxNote, sendRaw, startNginx } from './nginx.ts';
import { startSlowOrigin } from './recording-origin.ts';

describe.skipIf(!hasNginx)(`an edge cache that has much to do${nginxNote}`, () => {
  test.each(['live.m3u8', '1.m4s'])('lets nobody queue for %s, which may not be kept', async (name) => {
    const slow = await startSlowOrigin(300);
    await withEdge(slow, async (port) => {
      await Promise.all(Array.from({ length: 6 }, () => sendRaw(port, `GET /${name} HTTP/1.1`)));
      expect(slow.mostAtOnce).toBeGreaterThan(2);
    });
  });
});

type Origin = { readonly url: string; close(): Promise<void> };

/** An edge of its own in front of this origin. Neither is left behind. */
async function withEdge(origin: Origin, use: (port: number) => Promise<void>): Promise<void> {
  const port = await freePort();
  const ahead = await freePort();
  const variables = { EDGE_PORT: `${port}`, EDGE_AHEAD_PORT: `${ahead}`, MEDIA_ORIGIN: origin.url };
  const nginx = await startNginx('edge.conf.template', variables);
  try {
    await use(port);
  } finally {
    await Promise.all([nginx.close(), origin.close()]);
  }
}
