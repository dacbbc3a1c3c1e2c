import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { body, digest, segment, TestOrigin } from './testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await TestOrigin.start();
});
afterEach(() => origin.restore());
afterAll(() => origin.close());

describe('shaping', () => {
  it('makes all connections share one link fairly', async () => {
    await origin.shape({ bytesPerSecond: 400_000 });
    const startMs = performance.now();
    const endsMs = await Promise.all(
      [1, 2, 3].map(async (copy) => {
        await (await origin.get(`copies/${copy}/${segment}`)).arrayBuffer();
        return performance.now() - startMs;
      }),
    );
    // 180,000 bytes take 450 ms, minus a burst; one transfer alone would be finished after 150 ms.
    expect(Math.min(...endsMs)).toBeGreaterThan(300);
    expect(Math.max(...endsMs)).toBeGreaterThan(400);
  });

  it('frees the link at once when a client disconnects', async () => {
    await origin.shape({ bytesPerSecond: 20_000 });
    const abort = new AbortController();
    const gone = await origin.get(segment, {}, abort.signal);
    await gone.body?.getReader().read();
    abort.abort();
    // If the transfer still ran, it would take half of the link for three more seconds, and its byte count would grow.
    await (await origin.get('reel/main.m3u8')).text();
    const [before] = await origin.readLog();
    await (await origin.get(segment, { range: 'bytes=0-3999' })).arrayBuffer();
    const [after] = await origin.readLog();
    expect(after).toMatchObject({ finished: false, bytesSent: before?.bytesSent });
    expect(after?.bytesSent).toBeLessThan(60_000);
  });

  it('takes effect on running transfers', async () => {
    await origin.shape({ bytesPerSecond: 1000 });
    const response = await origin.get(segment);
    await origin.shape({ bytesPerSecond: null });
    expect(digest(await response.arrayBuffer())).toBe(digest(body));
  });

  it('adds a round trip to every request, and another one to the first on a new connection', async () => {
    // Long enough that delays on a busy machine are not taken for a second round trip.
    await origin.shape({ rttMs: 200 });
    const [firstMs = 0, ...laterMs] = await timeRequests(6);
    expect(firstMs).toBeGreaterThanOrEqual(399);
    expect(Math.min(...laterMs)).toBeGreaterThanOrEqual(199);
    expect(Math.min(...laterMs)).toBeLessThan(399);
  });

  it('refuses an invalid shape and keeps the previous one', async () => {
    await origin.shape({ faults: [{ path: 'reel', kind: 'status', count: -1 }] });
    const response = await fetch(`${origin.url}__shape`, { method: 'PUT', body: '{"rttMs":"slow"}' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('rttMs')]);
    expect((await origin.get(segment)).status).toBe(503);
  });
});

/** Times requests that are sent one after another on a new connection. */
async function timeRequests(count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const timesMs: number[] = [];
  for (let index = 0; index < count; index++) {
    const startMs = performance.now();
    await new Promise((resolve, reject) => {
      request(`${origin.url}reel/main.m3u8`, { agent }, (response: IncomingMessage) => {
        response.resume().on('end', resolve);
      })
        .on('error', reject)
        .end();
    });
    timesMs.push(performance.now() - startMs);
  }
  agent.destroy();
  return timesMs;
}
