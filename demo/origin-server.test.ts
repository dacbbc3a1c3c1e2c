import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LoopbackServer } from './loopback-server';
import { startOrigin } from './origin-server';
import type { LogEntry } from './request-log';
import { type FaultKind, faultKinds, type Shape } from './shape';

const body = randomBytes(60_000);
let root: string;
let origin: LoopbackServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'origin-'));
  await mkdir(join(root, 'reel'));
  await writeFile(join(root, 'reel', '0.m4s'), body);
  await writeFile(join(root, 'reel', 'main.m3u8'), '#EXTM3U\n');
  await writeFile(join(root, 'reel', 'reel.key'), 'key');
  origin = await startOrigin(root, 0);
});

afterEach(async () => {
  await fetch(`${origin.url}__shape`, { method: 'DELETE' });
  await fetch(`${origin.url}__log`, { method: 'DELETE' });
});

afterAll(async () => {
  await origin.close();
  await rm(root, { recursive: true });
});

const segment = 'reel/0.m4s';

function get(path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(origin.url + path, { headers, ...(signal === undefined ? {} : { signal }) });
}

async function shape(part: Partial<Shape>): Promise<void> {
  const response = await fetch(`${origin.url}__shape`, { method: 'PUT', body: JSON.stringify(part) });
  expect(response.status).toBe(204);
}

async function fault(kind: FaultKind): Promise<void> {
  await shape({ faults: [{ path: segment, kind, count: 1 }] });
}

async function readLog(): Promise<LogEntry[]> {
  const entries: LogEntry[] = JSON.parse(await (await get('__log')).text());
  return entries;
}

function digest(bytes: ArrayBuffer | Buffer): string {
  return createHash('sha1').update(new Uint8Array(bytes)).digest('hex');
}

async function seenOf(path: string, signal?: AbortSignal): Promise<string> {
  try {
    const response = await get(path, {}, signal);
    const { status, headers } = response;
    const isReadable = headers.get('access-control-allow-origin') === '*';
    return JSON.stringify([status, response.redirected, isReadable, digest(await response.arrayBuffer())]);
  } catch (cause) {
    return String(cause);
  }
}

describe('every fault', () => {
  it.each(faultKinds)('%s spoils what a client sees, and only that once', async (kind) => {
    const honest = await seenOf(segment);
    await fault(kind);
    expect(await seenOf(segment, AbortSignal.timeout(500))).not.toBe(honest);
    expect(await seenOf(segment)).toBe(honest);
  });
});

describe('media', () => {
  it('is served whole, typed, cacheable and readable for everyone', async () => {
    const response = await get(segment);
    expect(digest(await response.arrayBuffer())).toBe(digest(body));
    const { headers } = response;
    expect(headers.get('content-type')).toBe('video/iso.segment');
    expect(headers.get('cache-control')).toContain('max-age=31536000');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('timing-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('Content-Range');
    expect((await get('reel/main.m3u8')).headers.get('cache-control')).toBe('public, max-age=600');
    expect((await get('reel/reel.key')).headers.get('cache-control')).toBe('no-store');
  });

  it('is found again under the path of a copy', async () => {
    expect(digest(await (await get(`copies/41/${segment}`)).arrayBuffer())).toBe(digest(body));
    expect((await get('copies/x/reel/0.m4s')).status).toBe(404);
  });

  it('comes in ranges', async () => {
    const response = await get(segment, { range: 'bytes=100-299' });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 100-299/60000');
    expect(Buffer.from(await response.arrayBuffer()).equals(body.subarray(100, 300))).toBe(true);
    const behind = await get(segment, { range: 'bytes=60000-' });
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, 'bytes */60000']);
  });

  it('comes compressed where that is wished, and its parts as they are', async () => {
    await shape({ compresses: true });
    const whole = await get(segment);
    expect(whole.headers.get('content-encoding')).toBe('gzip');
    expect(whole.headers.get('content-length')).not.toBe(String(body.length));
    expect(digest(await whole.arrayBuffer())).toBe(digest(body));
    const part = await get(segment, { range: 'bytes=100-299', 'accept-encoding': 'identity' });
    expect(Buffer.from(await part.arrayBuffer()).equals(body.subarray(100, 300))).toBe(true);
  });

  it('comes whole when a range was meant for another version', async () => {
    const etag = (await get(segment)).headers.get('etag') ?? '';
    const range = 'bytes=0-9';
    expect((await get(segment, { range, 'if-range': etag })).status).toBe(206);
    expect((await get(segment, { range, 'if-range': '"other"' })).status).toBe(200);
  });

  it('is not sent again to who has it', async () => {
    const etag = (await get(segment)).headers.get('etag') ?? '';
    const again = await get(segment, { 'if-none-match': `"other", ${etag}` });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
  });

  it('answers HEAD with the length and no body, and a preflight with what was asked for', async () => {
    const head = await fetch(origin.url + segment, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('60000');
    const preflight = await fetch(origin.url + segment, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'range, cmcd-session' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('range, cmcd-session');
  });

  it('is nothing to write to', async () => {
    expect((await fetch(origin.url + segment, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('a fault', () => {
  it.each(['refuse', 'truncate', 'reset'] as const)('%s breaks the transfer off once', async (kind) => {
    await fault(kind);
    await expect(get(segment).then((response) => response.arrayBuffer())).rejects.toThrow();
    expect(digest(await (await get(segment)).arrayBuffer())).toBe(digest(body));
  });

  it('refuse sends not a byte, truncate and reset send half', async () => {
    for (const kind of ['refuse', 'truncate', 'reset'] as const) {
      await fault(kind);
      await get(segment)
        .then(
          (response) => response.arrayBuffer(),
          () => null,
        )
        .catch(() => null);
    }
    const entries = await readLog();
    expect(entries.map(({ status, bytesSent, finished }) => [status, bytesSent, finished])).toEqual([
      [0, 0, false],
      [200, 30_000, false],
      [200, 30_000, false],
    ]);
  });

  it('truncate keeps the promise of the whole length in its headers', async () => {
    await fault('truncate');
    const response = await get(segment);
    expect(response.headers.get('content-length')).toBe('60000');
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('status is a 503 that says when to come back', async () => {
    await fault('status');
    const response = await get(segment);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('corrupt keeps the length and spoils the content', async () => {
    await fault('corrupt');
    const bytes = await (await get(segment)).arrayBuffer();
    expect(bytes.byteLength).toBe(body.length);
    expect(digest(bytes)).not.toBe(digest(body));
  });

  it('stall-headers never answers', async () => {
    await fault('stall-headers');
    const abort = new AbortController();
    const answer = get(segment, {}, abort.signal);
    await vi.waitFor(async () => expect(await readLog()).toHaveLength(1));
    expect(await Promise.race([answer, get('reel/main.m3u8')])).toHaveProperty('url', `${origin.url}reel/main.m3u8`);
    abort.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('stall-body sends half and then nothing more', async () => {
    await fault('stall-body');
    const abort = new AbortController();
    const reader = (await get(segment, {}, abort.signal)).body?.getReader();
    let received = 0;
    while (received < 30_000) received += (await reader?.read())?.value?.length ?? 0;
    expect(received).toBe(30_000);
    const more = reader?.read();
    expect(await Promise.race([more, get('reel/main.m3u8').then(() => 'others pass')])).toBe('others pass');
    abort.abort();
    await expect(more).rejects.toThrow('aborted');
  });

  it('slow lets only a trickle through', async () => {
    await fault('slow');
    const abort = new AbortController();
    const reader = (await get(segment, {}, abort.signal)).body?.getReader();
    await reader?.read();
    expect(digest(await (await get(segment)).arrayBuffer())).toBe(digest(body));
    const [slow] = await readLog();
    expect(slow?.bytesSent).toBeLessThan(20_000);
    abort.abort();
  });

  it('redirect leads to a login page on another host, wrong-type brings it at once', async () => {
    await fault('redirect');
    const answer = await fetch(origin.url + segment, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:${origin.port}/elsewhere/${segment}`);
    await fault('redirect');
    const followed = await get(segment);
    await fault('wrong-type');
    const wrong = await get(segment);
    for (const response of [followed, wrong]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    }
  });

  it('no-cors is the right answer without permission to read it', async () => {
    await fault('no-cors');
    const response = await get(segment);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(digest(await response.arrayBuffer())).toBe(digest(body));
  });
});

describe('shaping', () => {
  it('makes all connections share one link fairly', async () => {
    await shape({ bytesPerSecond: 400_000 });
    const startMs = performance.now();
    const endsMs = await Promise.all(
      [1, 2, 3].map(async (copy) => {
        await (await get(`copies/${copy}/${segment}`)).arrayBuffer();
        return performance.now() - startMs;
      }),
    );
    // 180,000 bytes take 450 ms, less a burst; one transfer alone would be through after 150 ms.
    expect(Math.min(...endsMs)).toBeGreaterThan(300);
    expect(Math.max(...endsMs)).toBeGreaterThan(400);
  });

  it('frees the link at once when a client goes away', async () => {
    await shape({ bytesPerSecond: 20_000 });
    const abort = new AbortController();
    const gone = await get(segment, {}, abort.signal);
    await gone.body?.getReader().read();
    abort.abort();
    // Had it stayed, it would take half of the link for three seconds more, and its log would grow.
    await (await get('reel/main.m3u8')).text();
    const [before] = await readLog();
    await (await get(segment, { range: 'bytes=0-3999' })).arrayBuffer();
    const [after] = await readLog();
    expect(after).toMatchObject({ finished: false, bytesSent: before?.bytesSent });
    expect(after?.bytesSent).toBeLessThan(60_000);
  });

  it('takes effect on a transfer that is running', async () => {
    await shape({ bytesPerSecond: 1000 });
    const response = await get(segment);
    await shape({ bytesPerSecond: null });
    expect(digest(await response.arrayBuffer())).toBe(digest(body));
  });

  it('adds a round trip to every request, and another one to a new connection', async () => {
    // Long enough that a busy machine does not make one of two.
    await shape({ rttMs: 200 });
    const [firstMs = 0, ...laterMs] = await timeRequests(6);
    expect(firstMs).toBeGreaterThanOrEqual(399);
    expect(Math.min(...laterMs)).toBeGreaterThanOrEqual(199);
    expect(Math.min(...laterMs)).toBeLessThan(399);
  });

  it('refuses a shape that makes no sense, and keeps the one before', async () => {
    await shape({ faults: [{ path: 'reel', kind: 'status', count: -1 }] });
    const response = await fetch(`${origin.url}__shape`, { method: 'PUT', body: '{"rttMs":"slow"}' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('rttMs')]);
    expect((await get(segment)).status).toBe(503);
  });
});

describe('the log', () => {
  it('tells what was asked for, how it was answered, and never by whom', async () => {
    await get(`copies/2/${segment}?token=1`, {
      range: 'bytes=0-9',
      'cmcd-request': 'bl=100',
      referer: 'http://localhost/secret',
      cookie: 'a=b',
    });
    await get('reel/none');
    const entries = await readLog();
    expect(entries).toMatchObject([
      { method: 'GET', path: `/copies/2/${segment}`, query: 'token=1', status: 206, range: 'bytes=0-9', bytesSent: 10 },
      { path: '/reel/none', status: 404, finished: true },
    ]);
    expect(entries[0]?.headers['cmcd-request']).toBe('bl=100');
    expect(Object.keys(entries[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['referer']));
    expect(Object.keys(entries[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
    expect(Math.abs((entries[0]?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('is empty after it was deleted, and refuses other methods', async () => {
    await get(segment);
    await fetch(`${origin.url}__log`, { method: 'DELETE' });
    expect(await readLog()).toEqual([]);
    expect((await fetch(`${origin.url}__log`, { method: 'POST' })).status).toBe(405);
  });
});

/** Requests one after the other over one connection of their own. */
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
