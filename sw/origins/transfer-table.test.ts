import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { defer } from './deferred.ts';
import { Lives } from '../lives.ts';
import { KeptParts } from './kept-parts.ts';
import { NetworkMonitor } from './network-monitor.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { bytesOf, readAll } from './testing/collecting.ts';
import { rest } from './testing/downloading.ts';
import { bodyOf, FakeOrigins, file, mediaBytes, refusal, silence, status } from './testing/fake-origins.ts';
import type { WholeBody } from '../body.ts';
import { TransferTable } from './transfer-table.ts';

const url = 'https://a.test/s1.m4s';
const body = mediaBytes(5003);
const resource = resourceOf(url, null, { origins: [], volatileParameters: [] });
const aPlayer = { purpose: 'player' } as const;
const aGuess = { purpose: 'prefetch', cause: { reelId: 'r', source: 'test' } } as const;
const asked = { resource, headers: {}, stallMs: 15_000 };

let network: FakeOrigins;
let keptParts: KeptParts;
let kept: WholeBody[];
let table: TransferTable;
let keeping: Promise<void>;
let lives: Lives;

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeOrigins();
  kept = [];
  keeping = Promise.resolve();
  lives = new Lives();
  keptParts = new KeptParts(network.nowMs, undefined, { budgetBytes: 10_000, timeToLiveMs: 60_000 });
  table = new TransferTable({
    network,
    origins: new NetworkMonitor({ nowMs: network.nowMs, baseOf: (at) => new URL(at).origin, memory: new FakeMemory() }),
    keptParts,
    keeper: {
      keep: (_, whole) => {
        kept.push(whole);
        return keeping.then(() => 'stored');
      },
      lose: () => Promise.resolve(),
    },
    lives,
    limits: { maxBytes: 20_000, readAheadBytes: 10_000 },
  });
});
afterEach(() => vi.useRealTimers());

const joinAs = (priority: 'high' | 'low') =>
  table.join({ ...asked, priority }, priority === 'high' ? aPlayer : aGuess).transfer;

/** A body whose rest comes when the test says so. */
function arrival(): { answer: () => Response; send: (from: number, to: number) => void; end: () => void } {
  const sink: { controller?: ReadableStreamDefaultController<Uint8Array> } = {};
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      sink.controller = controller;
    },
  });
  return {
    answer: () => new Response(stream, { headers: { 'content-type': 'video/mp4', 'content-length': '5003' } }),
    send: (from, to) => sink.controller?.enqueue(body.slice(from, to)),
    end: () => sink.controller?.close(),
  };
}

const settle = () => vi.advanceTimersByTimeAsync(1);

test('any number of readers get all bytes of one transfer, whenever they come', async () => {
  const { answer, send, end } = arrival();
  network.on(url, answer);
  keeping = defer<void>().promise;
  const first = readAll(joinAs('low').follow());
  send(0, 2000);
  await settle();
  const second = readAll(joinAs('high').follow());
  send(2000, 5003);
  end();
  await settle();
  const third = readAll(joinAs('high').follow());
  for (const read of [first, second, third]) expect(await read).toEqual(body);
  expect(network.asked).toHaveLength(1);
});

test('a reader gets what has arrived before the rest is here', async () => {
  const { answer, send } = arrival();
  network.on(url, answer);
  const transfer = joinAs('high');
  const reader = transfer.follow().getReader();
  send(0, 2000);
  expect((await reader.read()).value).toEqual(body.slice(0, 2000));
  expect(transfer.status).toMatchObject({ receivedBytes: 2000, lengthBytes: 5003, fillLevel: 2000 / 5003 });
});

test('a part of a body is read from what is here, before the rest is', async () => {
  const { answer, send, end } = arrival();
  network.on(url, answer);
  const transfer = joinAs('high');
  const last = readAll(transfer.follow({ firstByte: 4000, lastByte: 9999 }));
  send(0, 1000);
  send(1000, 2000);
  await settle();
  for (const [firstByte, lastByte] of [
    [0, 999],
    [500, 1499],
    [1000, 1999],
  ] as const) {
    expect(await readAll(transfer.follow({ firstByte, lastByte }))).toEqual(body.slice(firstByte, lastByte + 1));
  }
  send(2000, 5003);
  end();
  expect(await last).toEqual(body.slice(4000));
});

test('a body that is slowly read is no stall of its origin', async () => {
  network.on(url, file({ bytes: body }));
  const reader = joinAs('high').follow().getReader();
  await vi.advanceTimersByTimeAsync(60_000);
  let sizeBytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    sizeBytes += part.value.length;
    await vi.advanceTimersByTimeAsync(20_000);
  }
  expect(sizeBytes).toBe(5003);
});

test('a reader that leaves does not kill a transfer that somebody else follows', async () => {
  const { answer, send, end } = arrival();
  network.on(url, answer);
  const leaving = joinAs('high').follow();
  const staying = readAll(joinAs('high').follow());
  send(0, 1000);
  await settle();
  await leaving.cancel();
  send(1000, 5003);
  end();
  expect(await staying).toEqual(body);
});

test('a reader may leave while it waits for bytes', async () => {
  const { answer, send, end } = arrival();
  network.on(url, answer);
  const reader = joinAs('high').follow().getReader();
  const staying = readAll(joinAs('high').follow());
  const waiting = reader.read();
  await settle();
  await reader.cancel();
  send(0, 5003);
  end();
  expect((await waiting).done).toBe(true);
  expect(await staying).toEqual(body);
});

test('a prefetch that the queue gives up goes on for the player that has joined it', async () => {
  const { answer, send, end } = arrival();
  network.on(url, answer);
  const release = joinAs('low').hold();
  send(0, 1000);
  await settle();
  const player = joinAs('high');
  const read = player.readWhole();
  release();
  send(1000, 5003);
  end();
  expect(await bytesOf((await read).body)).toEqual(body);
  expect(player.status.priority).toBe('high');
});

test('the last reader that leaves ends the transfer', async () => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }));
  const transfer = joinAs('high');
  const stream = transfer.follow();
  await settle();
  await stream.cancel();
  await expect(transfer.whole).rejects.toMatchObject({ reason: 'aborted' });
  expect(network.asked[0]?.signal.aborted).toBe(true);
  expect(table.find(resource.key)).toBeUndefined();
});

test('what was given up is not joined: its successor goes on from its part', async () => {
  network.on(
    url,
    file({ bytes: body, breaksAfter: 2000, end: 'silence', etag: '"1"' }),
    file({ bytes: body, etag: '"1"' }),
  );
  const stream = joinAs('high').follow();
  await settle();
  void stream.cancel();
  const { transfer, isNew } = table.join({ ...asked, priority: 'high' }, aPlayer);
  expect(isNew).toBe(true);
  expect(await readAll(transfer.follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, rest(2000)]);
  expect(keptParts.sizeBytes).toBe(0);
});

test('the part of a transfer that was given up earlier is used within its time', async () => {
  network.on(
    url,
    file({ bytes: body, breaksAfter: 2000, end: 'silence', etag: '"1"' }),
    file({ bytes: body, etag: '"1"' }),
  );
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  expect(keptParts.sizeBytes).toBe(2000);
  await vi.advanceTimersByTimeAsync(30_000);
  const whole = await joinAs('high').readWhole();
  expect(await bytesOf(whole.body)).toEqual(body);
  expect(network.ranges()).toEqual([null, rest(2000)]);
  expect(network.asked[1]?.headers.get('if-range')).toBe('"1"');
});

test('a part that was of no use is not kept again, also when nothing else came', async () => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }), status(416), refusal);
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  await expect(joinAs('high').readWhole()).rejects.toMatchObject({ reason: 'network' });
  await table.settled();
  expect(network.ranges()).toEqual([null, rest(2000), null]);
  expect(keptParts.sizeBytes).toBe(0);
});

test('after its time the part is dropped', async () => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }), file({ bytes: body }));
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  await vi.advanceTimersByTimeAsync(60_001);
  expect(await readAll(joinAs('high').follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, null]);
});

test('when every origin fails in the middle the readers learn it, and the next attempt goes on from there', async () => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'error' }), refusal, file({ bytes: body }));
  const transfer = joinAs('high');
  await expect(readAll(transfer.follow())).rejects.toMatchObject({ reason: 'network' });
  await table.settled();
  expect(await readAll(joinAs('high').follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, rest(2000), rest(2000)]);
});

test('a failure before the first byte reaches everyone who waits', async () => {
  network.on(url, refusal);
  const transfer = joinAs('high');
  const read = readAll(transfer.follow());
  await expect(transfer.head).rejects.toMatchObject({ reason: 'network' });
  await expect(read).rejects.toMatchObject({ reason: 'network' });
  await expect(transfer.readWhole()).rejects.toMatchObject({ reason: 'network' });
});

test('a transfer is found until its body is kept, so that nobody fetches it again in between', async () => {
  network.on(url, file({ bytes: body }));
  const slowly = defer<void>();
  keeping = slowly.promise;
  await joinAs('low').readWhole();
  expect(table.join({ ...asked, priority: 'high' }, aPlayer).isNew).toBe(false);
  slowly.resolve();
  await table.settled();
  expect(table.find(resource.key)).toBeUndefined();
  expect(kept).toHaveLength(1);
  expect(network.asked).toHaveLength(1);
});

test('a body that cannot be kept is no failure of its transfer', async () => {
  network.on(url, file({ bytes: body }));
  keeping = Promise.reject(new Error('disk full'));
  expect(await bytesOf((await joinAs('low').readWhole()).body)).toEqual(body);
  await table.settled();
  expect(table.status()).toEqual([]);
});

test('the time that an earlier transfer has spent on the part counts', async () => {
  network.on(
    url,
    ({ signal }) => new Response(bodyOf({ bytes: body.slice(0, 2000), end: 'silence' }, signal)),
    file({ bytes: body }),
  );
  const stream = joinAs('high').follow();
  await vi.advanceTimersByTimeAsync(700);
  await stream.cancel();
  await table.settled();
  expect((await joinAs('high').readWhole()).transferMs).toBeGreaterThanOrEqual(700);
});

test('of what is forgotten while it arrives nothing is kept, neither whole nor in part', async () => {
  const otherUrl = 'https://a.test/s2.m4s';
  const other = resourceOf(otherUrl, null, { origins: [], volatileParameters: [] });
  const { answer, send, end } = arrival();
  network.on(url, answer).on(otherUrl, file({ bytes: body, breaksAfter: 2000, end: 'silence' }));
  const player = readAll(joinAs('high').follow());
  const giveUp = table.join({ ...asked, resource: other, priority: 'low' }, aGuess).transfer.hold();
  await settle();
  table.forget();
  expect(table.find(resource.key)).toBeUndefined();
  giveUp();
  send(0, 5003);
  end();
  expect(await player).toEqual(body);
  await table.settled();
  expect([kept, keptParts.sizeBytes]).toEqual([[], 0]);
});

test('the index that a piece of an MP4 file needs is not kept either when its viewer has signed out', async () => {
  const fileUrl = 'https://a.test/film.mp4';
  const pieceUrl = `${fileUrl}/nextreel/0.m4s`;
  const { answer, send, end } = arrival();
  network.on(pieceUrl, answer);
  network.on(fileUrl, file({ bytes: body }));
  const [piece, index] = [pieceUrl, fileUrl].map((at) => resourceOf(at, null, { origins: [], volatileParameters: [] }));
  if (piece === undefined || index === undefined) throw new Error('no resource');
  const read = () =>
    table
      .join({ ...asked, resource: index, priority: 'low' }, { purpose: 'prefetch', cause: null })
      .transfer.readWhole();
  const player = readAll(table.join({ ...asked, resource: piece, priority: 'high' }, aPlayer).transfer.follow());
  await settle();
  table.forget();
  await read();
  send(0, 5003);
  end();
  await player;
  await table.settled();
  expect(kept).toEqual([]);
  await read();
  await table.settled();
  expect(kept).toHaveLength(1);
});

test('a transfer that was given up before its headers leaves nothing', async () => {
  network.on(url, silence);
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  expect(keptParts.sizeBytes).toBe(0);
});

test('two transfers that share a line count only the time that each would have taken alone', async () => {
  const otherUrl = 'https://a.test/s2.m4s';
  const bodies = new Map([url, otherUrl].map((at) => [at, arrival()]));
  for (const [at, { answer }] of bodies) network.on(at, answer);
  const other = resourceOf(otherUrl, null, { origins: [], volatileParameters: [] });
  const wholes = [joinAs('low'), table.join({ ...asked, resource: other, priority: 'low' }, aGuess).transfer].map(
    (transfer) => transfer.readWhole(),
  );
  await settle();
  for (let at = 0; at < body.length; at += 500) {
    for (const { send } of bodies.values()) send(at, at + 500);
    await vi.advanceTimersByTimeAsync(100);
  }
  for (const { end } of bodies.values()) end();
  for (const { transferMs } of await Promise.all(wholes)) {
    expect(transferMs).toBeGreaterThan(500);
    expect(transferMs).toBeLessThan(600);
  }
});

test('bytes that nobody waits for have a share of the line until somebody does, or they are here', async () => {
  const { answer, send, end } = arrival();
  network.on(url, answer);
  const transfer = joinAs('low');
  transfer.hold();
  await settle();
  expect(table.isBesideSpeculation('https://a.test/other.m4s')).toBe(true);
  expect(table.isBesideSpeculation(resource.key)).toBe(false);
  joinAs('high');
  expect(table.isBesideSpeculation('https://a.test/other.m4s')).toBe(false);
  send(0, 5003);
  end();
  await settle();
});

test('a text that is fetched in advance takes no share of the line', async () => {
  network.on('https://a.test/main.m3u8', file({ bytes: body }));
  const text = resourceOf('https://a.test/main.m3u8', null, { origins: [], volatileParameters: [] });
  table.join({ ...asked, resource: text, priority: 'low' }, aGuess);
  expect(table.isBesideSpeculation(resource.key)).toBe(false);
  await settle();
});

test('the life of a resource hears of each step of its transfer', async () => {
  const steps: string[] = [];
  lives.observe(({ after, told }) => steps.push([after.state, ...told.map(({ what }) => what)].join(' ')));
  network.on(
    url,
    file({ bytes: body, breaksAfter: 2000, end: 'silence', etag: '"1"' }),
    file({ bytes: body, etag: '"1"' }),
  );
  const giveUp = table.join({ ...asked, priority: 'low' }, aGuess).transfer.hold();
  await settle();
  giveUp();
  await settle();
  expect(lives.find(resource.key)).toMatchObject({ state: 'gone', bytes: 2000 });
  await readAll(table.join({ ...asked, priority: 'high' }, aPlayer).transfer.follow());
  await table.settled();
  expect(steps).toEqual(['under-way begun', 'gone cancelled', 'gone part-used', 'under-way', 'under-way', 'arrived']);
});

test('a reader that is told to stop before the first byte holds nothing up', async () => {
  network.on(url, silence);
  const stop = new AbortController();
  const { transfer } = table.join({ ...asked, priority: 'high' }, aPlayer);
  transfer.follow(undefined, stop.signal);
  await vi.advanceTimersByTimeAsync(10);
  expect(network.asked[0]?.signal.aborted).toBe(false);
  stop.abort();
  await expect(transfer.whole).rejects.toMatchObject({ reason: 'aborted' });
  expect(network.asked[0]?.signal.aborted).toBe(true);
});

test.each(['no-store', 'max-age=0', 'no-cache'])(
  'what has arrived whole with %s is joined by nobody, however long it takes to be put away',
  async (control) => {
    keeping = new Promise(() => undefined);
    network.on(url, file({ bytes: body, headers: { 'cache-control': control } }));
    await joinAs('high').whole;
    expect(table.find(resource.key)).toBeUndefined();
    expect(table.join({ ...asked, priority: 'high' }, aPlayer).isNew).toBe(true);
  },
);

test('who wants an answer of his own does not join what is under way for others', async () => {
  network.on(url, file({ bytes: body }));
  joinAs('high');
  expect(table.join({ ...asked, priority: 'high' }, aPlayer).isNew).toBe(false);
  expect(table.join({ ...asked, priority: 'high', isAnew: true }, aPlayer).isNew).toBe(true);
});
