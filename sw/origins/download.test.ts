import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import type { NetworkMonitor } from './network-monitor.ts';
import { a, alone, b, body, c, Downloading, identity, rest } from './testing/downloading.ts';
import {
  compressed,
  type FakeOrigins,
  file,
  mediaBytes,
  redirected,
  refusal,
  silence,
  status,
} from './testing/fake-origins.ts';

const playlist = new TextEncoder().encode('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ns1.m4s\n#EXT-X-ENDLIST\n');

let network: FakeOrigins;
let monitor: NetworkMonitor;
let run: Downloading['run'];

beforeEach(() => {
  vi.useFakeTimers();
  const downloading = new Downloading();
  ({ network, monitor } = downloading);
  run = (...asked) => downloading.run(...asked);
});
afterEach(() => vi.useRealTimers());

describe('a body that comes in one piece', () => {
  test('is passed on with what its headers say', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body, etag: '"1"' }));
    const { head, bytes } = await run(`${a}s1.m4s`);
    expect(bytes).toEqual(body);
    expect(head).toMatchObject({ lengthBytes: 5003, fileBytes: 5003, etag: '"1"', contentType: 'video/mp4' });
    expect(network.ranges()).toEqual([null]);
  });

  test('of no length at all is no body: the next origin is asked', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: new Uint8Array() }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });
});

describe('a body that was compressed on its way', () => {
  test('may be longer than announced', async () => {
    network.on(`${a}s1.m4s`, compressed(3000, { bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });

  test('is not taken for damaged when its first box is longer than announced', async () => {
    const oneBox = body.slice();
    new DataView(oneBox.buffer).setUint32(0, oneBox.length);
    network.on(`${a}s1.m4s`, compressed(3000, { bytes: oneBox }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: oneBox, failure: undefined });
  });

  test('is whole when it is shorter than announced, and no origin knows a byte behind it', async () => {
    network.on(`${a}s1.m4s`, compressed(5050, { bytes: body }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, 'bytes=5003-']);
  });

  test('goes on where it broke off, although its parts are not compressed and say how long it is', async () => {
    const breaksOff = compressed(3000, { bytes: body, breaksAfter: 2000, end: 'error' });
    network.on(`${a}s1.m4s`, breaksOff, compressed(3000, { bytes: body }));
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2000)]);
  });

  test('has no length where its encoding is shown', async () => {
    const headers = { 'content-length': '20', 'content-encoding': 'gzip' };
    network.on(`${a}s1.m4s`, file({ bytes: body, headers }));
    expect((await run(`${a}s1.m4s`)).head?.lengthBytes).toBeNull();
  });
});

describe('a byte range', () => {
  const range = { firstByte: 1000, lastByte: 2999 };
  const part = body.slice(1000, 3000);

  test('is asked for and taken as 206', async () => {
    network.on(`${a}all.mp4`, file({ bytes: body }));
    const { head, bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, identity) });
    expect(bytes).toEqual(part);
    expect(head).toMatchObject({ lengthBytes: 2000, fileBytes: 5003 });
    expect(network.ranges()).toEqual(['bytes=1000-2999']);
  });

  test('is cut out of a whole file when the origin knows no ranges and little is lost by it', async () => {
    network.on(`${a}all.mp4`, file({ bytes: body, ranges: false, end: 'silence' }));
    const { bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, identity) });
    expect(bytes).toEqual(part);
  });

  test('deep in a file is not paid for with the whole file', async () => {
    const deep = { firstByte: 50_000_000, lastByte: 50_001_000 };
    network.on(`${a}all.mp4`, file({ bytes: body, ranges: false }));
    const { failure } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, deep, alone) });
    expect(failure).toMatchObject({ reason: 'status', status: 200 });
  });

  test('that reaches behind the end of the file ends with the file', async () => {
    network.on(`${a}all.mp4`, file({ bytes: body }));
    const over = { firstByte: 5000, lastByte: 9999 };
    const { head, bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, over, identity) });
    expect(bytes).toEqual(body.slice(5000));
    expect(head?.lengthBytes).toBe(3);
  });

  test('answered with another range is refused', async () => {
    const headers = { 'content-range': 'bytes 0-1999/5003' };
    network.on(`${a}all.mp4`, file({ bytes: body, headers }));
    const { failure, bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, alone) });
    expect(failure?.reason).toBe('changed');
    expect(bytes).toHaveLength(0);
  });

  test('goes on in its middle at another origin', async () => {
    network.on(`${a}all.mp4`, file({ bytes: body, breaksAfter: 700, end: 'error' }));
    network.on(`${b}all.mp4`, file({ bytes: body }));
    const { bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, identity) });
    expect(bytes).toEqual(part);
    expect(network.ranges()).toEqual(['bytes=1000-2999', rest(1700, 2999)]);
  });
});

describe('an origin that fails', () => {
  test.each([
    ['refuses', refusal],
    ['answers 503', status(503)],
    ['answers 404', status(404)],
    ['answers 204', status(204)],
    ['answers with a page of HTML', file({ bytes: body, type: 'text/html; charset=utf-8' })],
    ['answers with JSON', file({ bytes: body, type: 'application/json' })],
    ['breaks off in the middle', file({ bytes: body, breaksAfter: 2500, end: 'error' })],
    ['ends too early', file({ bytes: body, breaksAfter: 2500 })],
    ['breaks off before the first byte of the body', file({ bytes: body, breaksAfter: 0, end: 'error' })],
    ['has damaged bytes', file({ bytes: body.map((byte, index) => (index % 97 === 0 ? byte ^ 0xff : byte)) })],
    ['has a login page under a media type', file({ bytes: new TextEncoder().encode('<!doctype html><title>!') })],
  ])('and %s is left for the next one, and nothing of it is seen twice', async (_, answer) => {
    network.on(`${a}s1.m4s`, answer).on(`${b}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.askedUrls()).toEqual([`${a}s1.m4s`, `${b}s1.m4s`]);
    expect(monitor.counts).toMatchObject({ requests: 2, failovers: 1, failures: 1 });
  });

  test.each([
    ['refuses', refusal],
    ['breaks off in the middle', file({ bytes: playlist, breaksAfter: 20, end: 'error' })],
    [
      'is a login page',
      file({ bytes: new TextEncoder().encode('<!doctype html><p>Pay'), type: 'application/x-mpegurl' }),
    ],
  ])('at a playlist and %s is left, and the playlist begun anew', async (_, answer) => {
    const other = new TextEncoder().encode(`${new TextDecoder().decode(playlist)}# b\n`);
    network.on(`${a}p.m3u8`, answer).on(`${b}p.m3u8`, file({ bytes: other }));
    const { bytes, head } = await run(`${a}p.m3u8`);
    expect(new TextDecoder().decode(bytes)).toBe(new TextDecoder().decode(other));
    expect(head?.url).toBe(`${b}p.m3u8`);
    expect(network.ranges()).toEqual([null, null]);
  });

  test('may send to another place for a text, which then means the same where it was asked for', async () => {
    network.on(`${a}p.m3u8`, redirected('https://cdn.test/v42/p.m3u8', file({ bytes: playlist })));
    const { bytes } = await run(`${a}p.m3u8`);
    expect(new TextDecoder().decode(bytes)).toContain('https://cdn.test/v42/');
    expect(network.asked).toHaveLength(1);
  });

  test('may send to another place for a playlist whose address does not say that it is one', async () => {
    const away = file({ bytes: playlist, type: 'application/vnd.apple.mpegurl' });
    network.on(`${a}play/123`, redirected('https://cdn.test/v42/p.m3u8', away));
    const { bytes, head } = await run(`${a}play/123`);
    expect(new TextDecoder().decode(bytes)).toContain('https://cdn.test/v42/s1.m4s');
    expect(head?.lengthBytes).toBeNull();
  });

  test('may call a playlist a page, as small servers do', async () => {
    network.on(`${a}p.m3u8`, file({ bytes: playlist, type: 'text/html; charset=utf-8' }));
    expect(await run(`${a}p.m3u8`)).toMatchObject({ bytes: playlist, failure: undefined });
  });

  test('may keep its pictures from scripts, and is as good as before for everything else', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body })).on(`${a}poster.jpg`, refusal);
    await run(`${a}s1.m4s`);
    await run(`${a}poster.jpg`);
    await run(`${a}poster.jpg`);
    expect(monitor.status()[0]).toMatchObject({ failedTransfers: 0, standing: 'good' });
  });

  test('may send to another host for media, which is kept under the address that was asked for', async () => {
    network.on(`${a}s1.m4s`, redirected('https://cdn.test/s1.m4s', file({ bytes: body })));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, head: { url: `${a}s1.m4s` } });
    expect(network.asked).toHaveLength(1);
  });

  test('may sign the address of a text', async () => {
    network.on(`${a}p.m3u8`, redirected(`${a}p.m3u8?token=1`, file({ bytes: playlist })));
    expect((await run(`${a}p.m3u8`)).failure).toBeUndefined();
  });

  test('may send to a replica', async () => {
    network.on(`${a}s1.m4s`, redirected(`${b}s1.m4s`, file({ bytes: body })));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body });
    expect(network.asked).toHaveLength(1);
  });

  test('and is the only one is asked for the rest of what it broke off, as long as something comes', async () => {
    network.on(
      `${a}s1.m4s`,
      file({ bytes: body, breaksAfter: 2000, end: 'error' }),
      file({ bytes: body, breaksAfter: 1000, end: 'error' }),
      file({ bytes: body }),
    );
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body });
    expect(network.ranges()).toEqual([null, rest(2000), rest(2984)]);
  });

  test('for good is given up with the last reason', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2000, end: 'error' }), refusal);
    const { failure, bytes } = await run(`${a}s1.m4s`, { identity: alone });
    expect(failure?.reason).toBe('network');
    expect(bytes).toEqual(body.slice(0, 2000));
  });

  test('all of them: the error says what the last one answered', async () => {
    for (const base of [a, b, c]) network.on(`${base}s1.m4s`, status(502));
    const { failure, head } = await run(`${a}s1.m4s`);
    expect(failure).toMatchObject({ reason: 'status', status: 502 });
    expect(head).toBeUndefined();
    expect(network.asked).toHaveLength(3);
  });

  test('after the last byte has failed too late to matter', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body, end: 'error' }));
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body, failure: undefined });
  });

  test.each([
    ['length', file({ bytes: mediaBytes(6001) })],
    ['whole file in answer to a range', file({ bytes: mediaBytes(6001), ranges: false })],
  ])('is not continued with a replica of another %s', async (_, other) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2000, end: 'error' }));
    network.on(`${b}s1.m4s`, other).on(`${c}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.asked).toHaveLength(3);
  });

  test('is continued with one that knows no ranges by leaving out what is here', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2345, end: 'error' }));
    network.on(`${b}s1.m4s`, file({ bytes: body, ranges: false }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });
});

describe('an origin that is silent', () => {
  test('before the headers is left after the limit when there is no other', async () => {
    network.on(`${a}s1.m4s`, silence);
    const result = run(`${a}s1.m4s`, { identity: alone });
    await vi.advanceTimersByTimeAsync(14_900);
    expect(monitor.status()[0]?.activeTransfers).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect((await result).failure?.reason).toBe('stalled');
    expect(monitor.counts.stalls).toBe(1);
  });

  test('in the middle of the body is left after the limit when there is no other', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }), file({ bytes: body }));
    const result = run(`${a}s1.m4s`, { identity: alone });
    await vi.advanceTimersByTimeAsync(15_500);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2500)]);
  });

  test('in the middle of the body is left within three seconds for another one', async () => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    const result = run(`${a}s1.m4s`);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2500)]);
  });

  test('before the headers is overtaken by a second one after a second, and given up', async () => {
    network.on(`${a}s1.m4s`, silence).on(`${b}s1.m4s`, file({ bytes: body }));
    const result = run(`${a}s1.m4s`);
    await vi.advanceTimersByTimeAsync(1100);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(monitor.counts).toMatchObject({ requests: 2, hedges: 1, hedgesWon: 1, failures: 0 });
    expect(network.asked[0]?.signal.aborted).toBe(true);
    expect(monitor.status().map(({ activeTransfers }) => activeTransfers)).toEqual([0, 0, 0]);
  });

  test('is left for another one even when no second request may go out', async () => {
    network.on(`${a}s1.m4s`, silence).on(`${b}s1.m4s`, file({ bytes: body }));
    const result = run(`${a}s1.m4s`, { priority: () => 'low' });
    await vi.advanceTimersByTimeAsync(4500);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(monitor.counts).toMatchObject({ hedges: 0, stalls: 1, failovers: 1 });
  });

  test('is overtaken when a player comes to wait for what was fetched in advance', async () => {
    network.on(`${a}s1.m4s`, silence).on(`${b}s1.m4s`, file({ bytes: body }));
    let priority: 'low' | 'high' = 'low';
    const result = run(`${a}s1.m4s`, { priority: () => priority });
    await vi.advanceTimersByTimeAsync(1500);
    expect(network.asked).toHaveLength(1);
    priority = 'high';
    await vi.advanceTimersByTimeAsync(1000);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(monitor.counts).toMatchObject({ hedges: 1, hedgesWon: 1, stalls: 0 });
  });

  test('stays the one when it answers before the second', async () => {
    network.on(`${a}s1.m4s`, async (asked) => {
      await new Promise((resolve) => {
        setTimeout(resolve, 1200);
      });
      return file({ bytes: body })(asked);
    });
    network.on(`${b}s1.m4s`, silence);
    const result = run(`${a}s1.m4s`);
    await vi.advanceTimersByTimeAsync(1300);
    expect((await result).head?.url).toBe(`${a}s1.m4s`);
    expect(monitor.counts).toMatchObject({ hedges: 1, hedgesWon: 0 });
    expect(network.asked[1]?.signal.aborted).toBe(true);
  });
});

test('a download that nobody wants ends at once, and blames nobody', async () => {
  const abort = new AbortController();
  network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }));
  const result = run(`${a}s1.m4s`, { signal: abort.signal });
  await vi.advanceTimersByTimeAsync(100);
  abort.abort();
  expect((await result).failure?.reason).toBe('aborted');
  expect(network.asked).toHaveLength(1);
  expect(monitor.status()[0]).toMatchObject({ activeTransfers: 0, failedTransfers: 0, standing: 'good' });
});
