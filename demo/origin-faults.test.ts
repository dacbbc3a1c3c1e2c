import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultKinds } from './shape.ts';
import { body, digest, segment, TestOrigin } from './testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await TestOrigin.start();
});
afterEach(() => origin.restore());
afterAll(() => origin.close());

async function seenOf(path: string, signal?: AbortSignal): Promise<string> {
  try {
    const response = await origin.get(path, {}, signal);
    const { status, headers } = response;
    const isReadable = headers.get('access-control-allow-origin') === '*';
    return JSON.stringify([status, response.redirected, isReadable, digest(await response.arrayBuffer())]);
  } catch (cause) {
    return String(cause);
  }
}

describe('every fault', () => {
  it.each(faultKinds)('%s changes what a client gets, and only once', async (kind) => {
    const unchanged = await seenOf(segment);
    await origin.fault(kind);
    expect(await seenOf(segment, AbortSignal.timeout(500))).not.toBe(unchanged);
    expect(await seenOf(segment)).toBe(unchanged);
  });
});

describe('a fault', () => {
  it.each(['refuse', 'truncate', 'reset'] as const)('%s breaks off one transfer', async (kind) => {
    await origin.fault(kind);
    await expect(origin.get(segment).then((response) => response.arrayBuffer())).rejects.toThrow();
    expect(digest(await (await origin.get(segment)).arrayBuffer())).toBe(digest(body));
  });

  it('refuse sends nothing, and truncate and reset send half of the body', async () => {
    for (const kind of ['refuse', 'truncate', 'reset'] as const) {
      await origin.fault(kind);
      await origin
        .get(segment)
        .then(
          (response) => response.arrayBuffer(),
          () => null,
        )
        .catch(() => null);
    }
    const entries = await origin.readLog();
    expect(entries.map(({ status, bytesSent, finished }) => [status, bytesSent, finished])).toEqual([
      [0, 0, false],
      [200, 30_000, false],
      [200, 30_000, false],
    ]);
  });

  it('truncate keeps the full Content-Length', async () => {
    await origin.fault('truncate');
    const response = await origin.get(segment);
    expect(response.headers.get('content-length')).toBe('60000');
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('status answers with 503 and Retry-After', async () => {
    await origin.fault('status');
    const response = await origin.get(segment);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('corrupt changes the content but not the length', async () => {
    await origin.fault('corrupt');
    const bytes = await (await origin.get(segment)).arrayBuffer();
    expect(bytes.byteLength).toBe(body.length);
    expect(digest(bytes)).not.toBe(digest(body));
  });

  it('stall-headers never answers', async () => {
    await origin.fault('stall-headers');
    const abort = new AbortController();
    const answer = origin.get(segment, {}, abort.signal);
    await vi.waitFor(async () => expect(await origin.readLog()).toHaveLength(1));
    expect(await Promise.race([answer, origin.get('reel/main.m3u8')])).toHaveProperty(
      'url',
      `${origin.url}reel/main.m3u8`,
    );
    abort.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('stall-body sends half of the body and then nothing more', async () => {
    await origin.fault('stall-body');
    const abort = new AbortController();
    const reader = (await origin.get(segment, {}, abort.signal)).body?.getReader();
    let received = 0;
    while (received < 30_000) received += (await reader?.read())?.value?.length ?? 0;
    expect(received).toBe(30_000);
    const more = reader?.read();
    expect(await Promise.race([more, origin.get('reel/main.m3u8').then(() => 'others pass')])).toBe('others pass');
    abort.abort();
    await expect(more).rejects.toThrow('aborted');
  });

  it('slow sends only a trickle', async () => {
    await origin.fault('slow');
    const abort = new AbortController();
    const reader = (await origin.get(segment, {}, abort.signal)).body?.getReader();
    await reader?.read();
    expect(digest(await (await origin.get(segment)).arrayBuffer())).toBe(digest(body));
    const [slow] = await origin.readLog();
    expect(slow?.bytesSent).toBeLessThan(20_000);
    abort.abort();
  });

  it('redirect leads to a login page on another host, and wrong-type answers with that page directly', async () => {
    await origin.fault('redirect');
    const answer = await fetch(origin.url + segment, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:${origin.port}/elsewhere/${segment}`);
    await origin.fault('redirect');
    const followed = await origin.get(segment);
    await origin.fault('wrong-type');
    const wrong = await origin.get(segment);
    for (const response of [followed, wrong]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    }
  });

  it('no-cors sends the correct response without CORS headers', async () => {
    await origin.fault('no-cors');
    const response = await origin.get(segment);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(digest(await response.arrayBuffer())).toBe(digest(body));
  });
});
