import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startEdge } from './edge.ts';
import { hasNginx, nginxNote, sendRaw } from './nginx.ts';
import { httpResponse, startFilm, startRecordingOrigin, startSlowOrigin } from './recording-origin.ts';

describe.skipIf(!hasNginx)(`the edge cache under load${nginxNote}`, () => {
  test.each(['live.m3u8', '1.m4s'])('does not queue requests for %s if it may not be cached', async (name) => {
    const slow = await startSlowOrigin(300);
    await withEdge(slow, async (port) => {
      await Promise.all(Array.from({ length: 6 }, () => sendRaw(port, `GET /${name} HTTP/1.1`)));
      expect(slow.maxConcurrent).toBeGreaterThan(2);
    });
  });

  test('serves a stale copy when the origin does not respond, before players time out', async () => {
    let isSilent = false;
    const origin = await startRecordingOrigin(() =>
      isSilent ? '' : httpResponse('kept', ['Cache-Control: max-age=1']),
    );
    await withEdge(origin, async (port) => {
      const cacheStatus = async () => (await sendRaw(port, 'GET /1.m4s HTTP/1.1')).headers.get('x-cache');
      await cacheStatus();
      isSilent = true;
      await expect.poll(cacheStatus, { timeout: 15_000 }).toBe('STALE');
    });
  });

  test('reads an uncached film no further ahead than its viewer does', async () => {
    const megabyte = 1024 * 1024;
    const film = await startFilm(128 * megabyte);
    await withEdge(film, async (port) => {
      const viewer = connect(port, '127.0.0.1').pause();
      viewer.write('GET /1.mp4 HTTP/1.1\r\nHost: site.test\r\nCookie: session=ann\r\n\r\n');
      // Waits until the origin sends no more while the edge answers other requests.
      for (let before = -1; before !== film.sentBytes || before === 0; ) {
        before = film.sentBytes;
        for (let other = 0; other < 20; other += 1) await sendRaw(port, 'GET /__ahead/1 HTTP/1.1');
      }
      viewer.destroy();
    });
    expect(film.sentBytes).toBeLessThan(64 * megabyte);
  });
});

type Origin = { readonly url: string; close(): Promise<void> };

/** Runs with a separate edge in front of this origin, and closes both afterwards. */
async function withEdge(origin: Origin, use: (port: number) => Promise<void>): Promise<void> {
  const edge = await startEdge(origin.url);
  try {
    await use(edge.port);
  } finally {
    await Promise.all([edge.close(), origin.close()]);
  }
}
