import { describe, expect, vi } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { a, alone, b, body, identity, playlist, rest, test } from './testing/downloading.ts';
import { compressed, file, redirected, refusal, status } from './testing/fake-origins.ts';

describe('a body that arrives in one piece', () => {
  test('is passed on with the facts from its headers', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, etag: '"1"' }));
    const { head, bytes } = await run(`${a}s1.m4s`);
    expect(bytes).toEqual(body);
    expect(head).toMatchObject({ lengthBytes: 5003, fileBytes: 5003, etag: '"1"', contentType: 'video/mp4' });
    expect(network.ranges()).toEqual([null]);
  });

  test('counts as a failure if it is empty, and the next origin is asked', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: new Uint8Array() }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });
});

test('a body from the browser’s own cache says nothing about its origin', async ({
  downloading: { network, run, monitor },
}) => {
  network.on(`${a}s1.m4s`, file({ bytes: body }));
  network.on(`${a}s2.m4s`, file({ bytes: body }));
  const servedByA = () => monitor.status().find(({ base }) => base === a);
  expect(await run(`${a}s1.m4s`, { from: 'browser' })).toMatchObject({ bytes: body });
  expect(servedByA()).toMatchObject({ servedTransfers: 0, measurements: 0 });
  await run(`${a}s2.m4s`);
  expect(servedByA()).toMatchObject({ servedTransfers: 1, measurements: 1 });
});

describe('a body that was compressed in transit', () => {
  test('may be longer than announced', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, compressed(3000, { bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });

  test('does not count as damaged when its first box is longer than announced', async ({
    downloading: { network, run },
  }) => {
    const oneBox = body.slice();
    new DataView(oneBox.buffer).setUint32(0, oneBox.length);
    network.on(`${a}s1.m4s`, compressed(3000, { bytes: oneBox }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: oneBox, failure: undefined });
  });

  test('is complete though shorter than announced if the next origin has no further bytes', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, compressed(5050, { bytes: body }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, 'bytes=5003-']);
  });

  test('is resumed where it broke off, by an uncompressed range whose response gives the full length', async ({
    downloading: { network, run },
  }) => {
    const breaksOff = compressed(3000, { bytes: body, breaksAfter: 2000, end: 'error' });
    network.on(`${a}s1.m4s`, breaksOff, compressed(3000, { bytes: body }));
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2000)]);
  });

  test('has no known length if its Content-Encoding is visible', async ({ downloading: { network, run } }) => {
    const headers = { 'content-length': '20', 'content-encoding': 'gzip' };
    network.on(`${a}s1.m4s`, file({ bytes: body, headers }));
    expect((await run(`${a}s1.m4s`)).head?.lengthBytes).toBeNull();
  });
});

describe('a byte range', () => {
  const range = { firstByte: 1000, lastByte: 2999 };
  const part = body.slice(1000, 3000);

  test('is requested and accepted as a 206 response', async ({ downloading: { network, run } }) => {
    network.on(`${a}all.mp4`, file({ bytes: body }));
    const { head, bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, identity) });
    expect(bytes).toEqual(part);
    expect(head).toMatchObject({ lengthBytes: 2000, fileBytes: 5003 });
    expect(network.ranges()).toEqual(['bytes=1000-2999']);
  });

  test('is cut out of the whole file if the origin ignores ranges and few bytes are wasted', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}all.mp4`, file({ bytes: body, ranges: false, end: 'silence' }));
    const { bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, identity) });
    expect(bytes).toEqual(part);
  });

  test('deep in a file fails if the origin ignores ranges, rather than downloading the whole file', async ({
    downloading: { network, run },
  }) => {
    const deep = { firstByte: 50_000_000, lastByte: 50_001_000 };
    network.on(`${a}all.mp4`, file({ bytes: body, ranges: false }));
    const { failure } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, deep, alone) });
    expect(failure).toMatchObject({ reason: 'status', status: 200 });
  });

  test('that reaches beyond the end of the file ends with the file', async ({ downloading: { network, run } }) => {
    network.on(`${a}all.mp4`, file({ bytes: body }));
    const over = { firstByte: 5000, lastByte: 9999 };
    const { head, bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, over, identity) });
    expect(bytes).toEqual(body.slice(5000));
    expect(head?.lengthBytes).toBe(3);
  });

  test('that reaches beyond the end of a file of unknown size ends with the body', async ({
    downloading: { network, run },
  }) => {
    const over = { firstByte: 5000, lastByte: 9999 };
    const headers = { 'content-type': 'video/mp4', 'content-length': '3' };
    network.on(`${a}all.mp4`, () => new Response(body.slice(5000), { status: 206, headers }), refusal);
    const { head, bytes, failure } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, over, alone) });
    expect([bytes, failure, head?.lengthBytes]).toEqual([body.slice(5000), undefined, 3]);
  });

  test('is rejected if the response contains a different range', async ({ downloading: { network, run } }) => {
    const headers = { 'content-range': 'bytes 0-1999/5003' };
    network.on(`${a}all.mp4`, file({ bytes: body, headers }));
    const { failure, bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, alone) });
    expect(failure?.reason).toBe('changed');
    expect(bytes).toHaveLength(0);
  });

  test('that breaks off is continued from its middle at another origin', async ({ downloading: { network, run } }) => {
    network.on(`${a}all.mp4`, file({ bytes: body, breaksAfter: 700, end: 'error' }));
    network.on(`${b}all.mp4`, file({ bytes: body }));
    const { bytes } = await run(`${a}all.mp4`, { resource: resourceOf(`${a}all.mp4`, range, identity) });
    expect(bytes).toEqual(part);
    expect(network.ranges()).toEqual(['bytes=1000-2999', rest(1700, 2999)]);
  });
});

describe('an origin', () => {
  test('may redirect a playlist, whose relative URIs are then made absolute', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}p.m3u8`, redirected('https://cdn.test/v42/p.m3u8', file({ bytes: playlist })));
    const { bytes } = await run(`${a}p.m3u8`);
    expect(new TextDecoder().decode(bytes)).toContain('https://cdn.test/v42/');
    expect(network.requests).toHaveLength(1);
  });

  test('may redirect a playlist whose address does not look like one', async ({ downloading: { network, run } }) => {
    const away = file({ bytes: playlist, type: 'application/vnd.apple.mpegurl' });
    network.on(`${a}play/123`, redirected('https://cdn.test/v42/p.m3u8', away));
    const { bytes, head } = await run(`${a}play/123`);
    expect(new TextDecoder().decode(bytes)).toContain('https://cdn.test/v42/s1.m4s');
    expect(head?.lengthBytes).toBeNull();
  });

  test.for(['binary/octet-stream', 'text/plain', ''])(
    'may serve a playlist as %j at an address that does not look like one',
    async (type, { downloading: { network, run } }) => {
      network.on(`${a}play/123`, redirected('https://cdn.test/v42/p.m3u8', file({ bytes: playlist, type })));
      const { bytes } = await run(`${a}play/123`);
      expect(new TextDecoder().decode(bytes)).toContain('https://cdn.test/v42/s1.m4s');
    },
  );

  test('may serve a playlist as text/html, as small servers do', async ({ downloading: { network, run } }) => {
    network.on(`${a}p.m3u8`, file({ bytes: playlist, type: 'text/html; charset=utf-8' }));
    expect(await run(`${a}p.m3u8`)).toMatchObject({ bytes: playlist, failure: undefined });
  });

  test.for(['s1.m4s', 's1.ts', 'all.mp4', 'sound.aac'])(
    'may serve %s as HTML or JSON, as servers do for unknown file extensions',
    async (name, { downloading: { network, run } }) => {
      for (const type of ['text/html; charset=utf-8', 'application/json']) {
        network.on(`${a}${name}`, file({ bytes: body, type }));
        expect(await run(`${a}${name}`, { identity: alone })).toMatchObject({ bytes: body, failure: undefined });
      }
    },
  );

  test('may serve a key as text/html, as web frameworks do by default', async ({ downloading: { network, run } }) => {
    const key = new Uint8Array(16).fill(7);
    network.on(`${a}1.key`, file({ bytes: key, type: 'text/html; charset=utf-8' }));
    expect(await run(`${a}1.key`)).toMatchObject({ bytes: key, failure: undefined });
  });

  test('may serve posters without CORS headers and keeps its standing', async ({
    downloading: { network, monitor, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body })).on(`${a}poster.jpg`, refusal);
    await run(`${a}s1.m4s`);
    await run(`${a}poster.jpg`);
    await run(`${a}poster.jpg`);
    expect(monitor.status()[0]).toMatchObject({ failedTransfers: 0, standing: 'good' });
  });

  test('may redirect media to another host, and the media is kept under the requested address', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, redirected('https://cdn.test/s1.m4s', file({ bytes: body })));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, head: { url: `${a}s1.m4s`, isRedirected: true } });
    expect(network.requests).toHaveLength(1);
  });

  test('may redirect a playlist to a signed address', async ({ downloading: { network, run } }) => {
    network.on(`${a}p.m3u8`, redirected(`${a}p.m3u8?token=1`, file({ bytes: playlist })));
    expect((await run(`${a}p.m3u8`)).failure).toBeUndefined();
  });

  test('may redirect to a replica', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, redirected(`${b}s1.m4s`, file({ bytes: body })));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body });
    expect(network.requests).toHaveLength(1);
  });
});

test('an error response is passed on with its headers and its body, byte for byte', async ({
  downloading: { network, run },
}) => {
  const words = new TextEncoder().encode('{"error":"nicht in Österreich"}');
  const headers = { 'content-type': 'application/json', 'x-error': 'geo' };
  network.on(`${a}s1.m4s`, () => new Response(words, { status: 403, headers }));
  const { failure } = await run(`${a}s1.m4s`, { identity: alone });
  expect(failure).toMatchObject({ status: 403, refusal: { headers, body: words } });
});

test('the body of an error response is waited for no longer than a second', async ({
  downloading: { network, run },
}) => {
  network.on(`${a}s1.m4s`, () => new Response(new ReadableStream(), { status: 404 }));
  const running = run(`${a}s1.m4s`, { identity: alone });
  await vi.advanceTimersByTimeAsync(1000);
  expect((await running).failure).toMatchObject({ status: 404, refusal: { body: new Uint8Array() } });
});

test('an empty file is requested only once if there is one origin', async ({ downloading: { network, run } }) => {
  network.on(`${a}empty.vtt`, file({ bytes: new Uint8Array(), type: 'text/vtt' }));
  expect((await run(`${a}empty.vtt`, { identity: alone })).failure?.reason).toBe('truncated');
  expect(network.requests).toHaveLength(1);
});

test('a clock set back during a request never makes the time to first byte negative', async ({
  downloading: { network, run },
}) => {
  network.on(`${a}s1.m4s`, (asked) => {
    vi.setSystemTime(Date.now() - 3_600_000);
    return file({ bytes: body })(asked);
  });
  expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, head: { firstByteMs: 0 } });
});

test('an aborted download ends at once and does not count against its origin', async ({
  downloading: { network, monitor, run },
}) => {
  const abort = new AbortController();
  network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }));
  const result = run(`${a}s1.m4s`, { signal: abort.signal });
  await vi.advanceTimersByTimeAsync(100);
  abort.abort();
  expect((await result).failure?.reason).toBe('aborted');
  expect(network.requests).toHaveLength(1);
  expect(monitor.status()[0]).toMatchObject({ activeTransfers: 0, failedTransfers: 0, standing: 'good' });
});

test.for([
  ['"2"', ['"1"', null]],
  ['W/"1"', ['"1"']],
] as const)(
  'a cached copy is confirmed only by its own ETag, weak or strong, or else downloaded again (%s)',
  async ([etag, tags], { downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, status(304, { etag }), file({ bytes: body }));
    const { failure } = await run(`${a}s1.m4s`, { identity: alone, conditions: { 'if-none-match': '"1"' } });
    expect(failure).toBeUndefined();
    expect(network.requests.map(({ headers }) => headers.get('if-none-match'))).toEqual(tags);
  },
);
