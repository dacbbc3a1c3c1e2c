import { describe, expect } from 'vitest';
import type { KeptPart } from './received-bytes.ts';
import type { Bytes } from './attempt.ts';
import type { Head } from '../body.ts';
import { a, alone, b, body, c, rest, test } from './testing/downloading.ts';
import { file, mediaBytes, refusal } from './testing/fake-origins.ts';

function keptOf(part: Bytes, head: Partial<Head> = {}): KeptPart {
  const full: Head = {
    url: `${a}s1.m4s`,
    contentType: 'video/mp4',
    lengthBytes: body.length,
    fileBytes: body.length,
    etag: '"1"',
    lastModified: null,
    headers: {},
    receivedAtMs: 0,
    isConfirmed: false,
    isRedirected: false,
    mayBeCompressed: false,
    digest: null,
    firstByteMs: 5,
    ...head,
  };
  return { head: full, chunks: [part], sizeBytes: part.length, spentMs: 100 };
}

describe('the kept beginning of a body', () => {
  const kept = keptOf(body.slice(0, 3000));

  test('is continued without If-Range, and delivered when the response is of the same version', async ({
    downloading: { network, monitor, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, etag: '"1"' }));
    const { bytes, head } = await run(`${a}s1.m4s`, { kept });
    expect(bytes).toEqual(body);
    expect(head?.lengthBytes).toBe(5003);
    expect(network.ranges()).toEqual([rest(3000)]);
    expect(network.requests[0]?.headers.has('if-range')).toBe(false);
    expect(monitor.counts).toMatchObject({ resumptions: 1 });
  });

  test('is dropped when the file has changed, and the whole file is requested', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: mediaBytes(4001), etag: '"2"' }));
    const { bytes, head } = await run(`${a}s1.m4s`, { kept, identity: alone });
    expect(bytes).toEqual(mediaBytes(4001));
    expect(head).toMatchObject({ lengthBytes: 4001, etag: '"2"' });
    expect(network.ranges()).toEqual([rest(3000), null]);
  });

  test('is dropped when the response has another length but no ETag', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: mediaBytes(7001) }));
    const { bytes } = await run(`${a}s1.m4s`, { kept: keptOf(body.slice(0, 3000), { etag: null }), identity: alone });
    expect(bytes).toEqual(mediaBytes(7001));
    expect(network.ranges()).toEqual([rest(3000), null]);
  });

  test('is dropped when the file is shorter now', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: mediaBytes(2001) }));
    const { bytes } = await run(`${a}s1.m4s`, { kept: keptOf(body.slice(0, 3000), { etag: null }), identity: alone });
    expect(bytes).toEqual(mediaBytes(2001));
  });

  test('is continued at a replica when its own origin fails', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, refusal).on(`${b}s1.m4s`, file({ bytes: body, etag: '"other"' }));
    network.on(`${c}s1.m4s`, file({ bytes: body }));
    const { bytes } = await run(`${a}s1.m4s`, { kept: keptOf(body.slice(0, 3000), { etag: null }) });
    expect(bytes).toEqual(body);
    expect(network.ranges()).toEqual([rest(3000), rest(3000)]);
  });

  test.for([
    ['supports ranges', true],
    ['ignores them', false],
  ] as const)(
    'is complete after one request if it already covers the whole body, from an origin that %s',
    async ([, ranges], { downloading: { network, monitor, run } }) => {
      network.on(`${a}s1.m4s`, file({ bytes: body, etag: '"1"', ranges }));
      expect(await run(`${a}s1.m4s`, { kept: keptOf(body) })).toMatchObject({ bytes: body, failure: undefined });
      expect(network.ranges()).toEqual([rest(body.length)]);
      expect(monitor.counts).toMatchObject({ resumptions: 1, failures: 0 });
    },
  );

  test('is continued in a single request even if the origin ignores ranges', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, etag: '"1"', ranges: false }));
    expect((await run(`${a}s1.m4s`, { kept })).bytes).toEqual(body);
    expect(network.requests).toHaveLength(1);
  });

  test('is dropped if the origin ignores ranges and would have to send too much again', async ({
    downloading: { network, monitor, run },
  }) => {
    const long = { ...kept, sizeBytes: 3_000_000 };
    network.on(`${a}s1.m4s`, file({ bytes: body, etag: '"1"', ranges: false }));
    expect(await run(`${a}s1.m4s`, { kept: long, identity: alone })).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([rest(3_000_000), null]);
    expect(monitor.counts).toMatchObject({ resumptions: 0, failures: 0 });
  });

  test('is dropped when its last bytes differ from the first ones of the response', async ({
    downloading: { network, monitor, run },
  }) => {
    const wrong = keptOf(body.slice(0, 3000).fill(9, 2990), { etag: null });
    network.on(`${a}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`, { kept: wrong, identity: alone })).toMatchObject({
      bytes: body,
      failure: undefined,
    });
    expect(network.ranges()).toEqual([rest(3000), null]);
    expect(monitor.counts).toMatchObject({ resumptions: 0, failures: 0 });
  });
});

describe('the rest of a body that broke off', () => {
  /** Answers like an origin that damages its bytes, starting with the first one sent. */
  const damaged = (...[asked]: Parameters<ReturnType<typeof file>>) => {
    const [, first = '0'] = /bytes=(\d+)/.exec(asked.headers.get('range') ?? '') ?? [];
    return file({ bytes: body.map((byte, index) => ((index - Number(first)) % 97 === 0 ? byte ^ 0xff : byte)) })(asked);
  };

  test('is not taken from an origin whose bytes differ from those already received', async ({
    downloading: { network, monitor, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2000, end: 'error' }));
    network.on(`${b}s1.m4s`, damaged).on(`${c}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2000), rest(2000)]);
    expect(monitor.counts).toMatchObject({ failures: 2 });
  });

  test('is not taken from a whole file with different bytes either', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2000, end: 'error' }));
    network.on(`${b}s1.m4s`, file({ bytes: body.slice().fill(9, 1900, 2100), ranges: false }));
    network.on(`${c}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });

  test('is requested from the start when hardly anything has arrived', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 14, end: 'error' }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, null]);
  });
});
