import { describe, expect, vi } from 'vitest';
import { a, alone, b, body, c, playlist, rest, test } from './testing/downloading.ts';
import { type Responder, file, mediaBytes, refusal, silence, status } from './testing/fake-origins.ts';

const text = (content: string) => new TextEncoder().encode(content);

describe('an origin that fails', () => {
  test.for<[string, Responder]>([
    ['refuses', refusal],
    ['answers 503', status(503)],
    ['answers 404', status(404)],
    ['answers 204', status(204)],
    ['answers with a page of HTML', file({ bytes: text('\n<html><p>Pay'), type: 'text/html; charset=utf-8' })],
    ['answers with JSON', file({ bytes: text('{"e":404}'), type: 'application/json' })],
    ['breaks off in the middle', file({ bytes: body, breaksAfter: 2500, end: 'error' })],
    ['ends too early', file({ bytes: body, breaksAfter: 2500 })],
    ['breaks off before the first byte of the body', file({ bytes: body, breaksAfter: 0, end: 'error' })],
    ['sends damaged bytes', file({ bytes: body.map((byte, index) => (index % 97 === 0 ? byte ^ 0xff : byte)) })],
    ['sends a login page under a media type', file({ bytes: text('<!doctype html><title>!') })],
  ])(
    'because it %s is replaced by the next one, without repeating any bytes',
    async ([, answer], { downloading: { network, monitor, run } }) => {
      network.on(`${a}s1.m4s`, answer).on(`${b}s1.m4s`, file({ bytes: body }));
      expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
      expect(network.requestedUrls()).toEqual([`${a}s1.m4s`, `${b}s1.m4s`]);
      expect(monitor.counts).toMatchObject({ requests: 2, failovers: 1, failures: 1 });
    },
  );

  test.for<[string, Responder]>([
    ['refuses', refusal],
    ['breaks off in the middle', file({ bytes: playlist, breaksAfter: 20, end: 'error' })],
    [
      'sends a login page',
      file({ bytes: new TextEncoder().encode('<!doctype html><p>Pay'), type: 'application/x-mpegurl' }),
    ],
  ])(
    'in a playlist because it %s is replaced by the next one, which sends the whole playlist',
    async ([, answer], { downloading: { network, run } }) => {
      const other = new TextEncoder().encode(`${new TextDecoder().decode(playlist)}# b\n`);
      network.on(`${a}p.m3u8`, answer).on(`${b}p.m3u8`, file({ bytes: other }));
      const { bytes, head } = await run(`${a}p.m3u8`);
      expect(new TextDecoder().decode(bytes)).toBe(new TextDecoder().decode(other));
      expect(head?.url).toBe(`${b}p.m3u8`);
      expect(network.ranges()).toEqual([null, null]);
    },
  );

  test('with a Retry-After is asked again at the next player request if it is the only one', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, status(503, { 'retry-after': '120' }), file({ bytes: body }));
    expect((await run(`${a}s1.m4s`, { identity: alone })).failure).toMatchObject({
      status: 503,
      retryAfterMs: 120_000,
    });
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body });
  });

  test('in the middle of the body is asked for the rest, while it delivers bytes, if it is the only one', async ({
    downloading: { network, run },
  }) => {
    network.on(
      `${a}s1.m4s`,
      file({ bytes: body, breaksAfter: 2000, end: 'error' }),
      file({ bytes: body, breaksAfter: 1000, end: 'error' }),
      file({ bytes: body }),
    );
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body });
    expect(network.ranges()).toEqual([null, rest(2000), rest(2984)]);
  });

  test('for good is given up, and its last failure is reported', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2000, end: 'error' }), refusal);
    const { failure, bytes } = await run(`${a}s1.m4s`, { identity: alone });
    expect(failure?.reason).toBe('network');
    expect(bytes).toEqual(body.slice(0, 2000));
  });

  test('as the last of all determines the error that is reported', async ({ downloading: { network, run } }) => {
    for (const base of [a, b, c]) network.on(`${base}s1.m4s`, status(502));
    const { failure, head } = await run(`${a}s1.m4s`);
    expect(failure).toMatchObject({ reason: 'status', status: 502 });
    expect(head).toBeUndefined();
    expect(network.requests).toHaveLength(3);
  });

  test('after another one has refused the address does not prevent a re-signed address from being requested', async ({
    downloading: { network, run },
  }) => {
    const signedAnew = `${a}s1.m4s?signature=2`;
    network.on(`${a}s1.m4s`, status(403)).on(signedAnew, file({ bytes: body }));
    const readdress = vi.fn(async () => [signedAnew]);
    expect(await run(`${a}s1.m4s`, { readdress })).toMatchObject({ bytes: body, failure: undefined });
    expect(network.requestedUrls()).toEqual([`${a}s1.m4s`, `${b}s1.m4s`, `${c}s1.m4s`, signedAnew]);
    expect(readdress).toHaveBeenCalledExactlyOnceWith(`${a}s1.m4s`);
  });

  test('after the last byte does not fail the download', async ({ downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, end: 'error' }));
    expect(await run(`${a}s1.m4s`, { identity: alone })).toMatchObject({ bytes: body, failure: undefined });
  });

  test.for<[string, Responder]>([
    ['file of another length', file({ bytes: mediaBytes(6001) })],
    ['whole file of another length in response to a range request', file({ bytes: mediaBytes(6001), ranges: false })],
  ])('is not continued at a replica that sends a %s', async ([, other], { downloading: { network, run } }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2000, end: 'error' }));
    network.on(`${b}s1.m4s`, other).on(`${c}s1.m4s`, file({ bytes: body }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
    expect(network.requests).toHaveLength(3);
  });

  test('is continued at one that ignores ranges by skipping the bytes already received', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2345, end: 'error' }));
    network.on(`${b}s1.m4s`, file({ bytes: body, ranges: false }));
    expect(await run(`${a}s1.m4s`)).toMatchObject({ bytes: body, failure: undefined });
  });
});

describe('an origin that is silent', () => {
  test('before the headers is given up after the stall timeout if it is the only one, with a warning', async ({
    downloading: { network, monitor, run, log },
  }) => {
    network.on(`${a}s1.m4s`, silence);
    const result = run(`${a}s1.m4s`, { identity: alone });
    await vi.advanceTimersByTimeAsync(14_900);
    expect(monitor.status()[0]?.activeTransfers).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect((await result).failure?.reason).toBe('stalled');
    expect(monitor.counts.stalls).toBe(1);
    expect(log.write.mock.calls).toEqual([
      ['warn', `${a}s1.m4s: its origin has fallen silent`, { kind: 'stall', url: `${a}s1.m4s`, fillLevel: 0 }],
    ]);
  });

  test('in the middle of the body is asked for the rest if no other origin has it', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }), file({ bytes: body }));
    network.on(`${b}s1.m4s`, refusal).on(`${c}s1.m4s`, silence);
    const result = run(`${a}s1.m4s`);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(network.requestedUrls()).toEqual([a, b, c, a].map((origin) => `${origin}s1.m4s`));
    expect(network.ranges()).toEqual([null, rest(2500), rest(2500), rest(2500)]);
  });

  test('in the middle of the body is asked for the rest after the stall timeout if it is the only one', async ({
    downloading: { network, run, monitor },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }), file({ bytes: body }));
    const result = run(`${a}s1.m4s`, { identity: alone });
    await vi.advanceTimersByTimeAsync(15_500);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2500)]);
    // No other origin took over.
    expect(monitor.counts).toMatchObject({ stalls: 1, failovers: 0 });
  });

  test('in the middle of the body is abandoned for another one within three seconds', async ({
    downloading: { network, run },
  }) => {
    network.on(`${a}s1.m4s`, file({ bytes: body, breaksAfter: 2500, end: 'silence' }));
    network.on(`${b}s1.m4s`, file({ bytes: body }));
    const result = run(`${a}s1.m4s`);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(network.ranges()).toEqual([null, rest(2500)]);
  });

  test('before the headers is hedged after a second, and aborted when the other origin answers', async ({
    downloading: { network, monitor, run },
  }) => {
    network.on(`${a}s1.m4s`, silence).on(`${b}s1.m4s`, file({ bytes: body }));
    const result = run(`${a}s1.m4s`);
    await vi.advanceTimersByTimeAsync(1100);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(monitor.counts).toMatchObject({ requests: 2, hedges: 1, failures: 0 });
    expect(network.requests[0]?.signal.aborted).toBe(true);
    expect(monitor.status().map(({ activeTransfers }) => activeTransfers)).toEqual([0, 0, 0]);
  });

  test('is abandoned for another one even in a prefetch, which is not hedged', async ({
    downloading: { network, monitor, run },
  }) => {
    network.on(`${a}s1.m4s`, silence).on(`${b}s1.m4s`, file({ bytes: body }));
    const result = run(`${a}s1.m4s`, { priority: () => 'low' });
    await vi.advanceTimersByTimeAsync(4500);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(monitor.counts).toMatchObject({ hedges: 0, stalls: 1, failovers: 1 });
  });

  test('is hedged once a player waits for the prefetch', async ({ downloading: { network, monitor, run } }) => {
    network.on(`${a}s1.m4s`, silence).on(`${b}s1.m4s`, file({ bytes: body }));
    let priority: 'low' | 'high' = 'low';
    const result = run(`${a}s1.m4s`, { priority: () => priority });
    await vi.advanceTimersByTimeAsync(1500);
    expect(network.requests).toHaveLength(1);
    priority = 'high';
    await vi.advanceTimersByTimeAsync(1000);
    expect(await result).toMatchObject({ bytes: body, failure: undefined });
    expect(monitor.counts).toMatchObject({ hedges: 1, stalls: 0 });
  });

  test('is used, and the hedge aborted, if it answers before the second one', async ({
    downloading: { network, monitor, run },
  }) => {
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
    expect(monitor.counts).toMatchObject({ hedges: 1 });
    expect(network.requests[1]?.signal.aborted).toBe(true);
  });
});
