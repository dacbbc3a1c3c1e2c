import { expect, vi } from 'vitest';
import { defer } from './deferred.ts';
import { bytesOf, readAll } from './testing/collecting.ts';
import { file, silence } from './testing/fake-origins.ts';
import {
  forPrefetch,
  forPlayer,
  arrival,
  transferRequest,
  body,
  resource,
  resourceAt,
  settle,
  test,
  url,
} from './testing/transferring.ts';

test('a prefetch that the queue gives up continues for the player that has joined it', async ({
  transferring: { network, joinAs },
}) => {
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

test('a transfer can be joined until its body is stored, so that it is not fetched again in between', async ({
  transferring,
}) => {
  const { network, table, kept, joinAs } = transferring;
  network.on(url, file({ bytes: body }));
  const slowly = defer<void>();
  transferring.keeping = slowly.promise;
  await joinAs('low').readWhole();
  expect(table.join({ ...transferRequest, priority: 'high' }, forPlayer).isNew).toBe(false);
  slowly.resolve();
  await table.settled();
  expect(table.find(resource.key)).toBeUndefined();
  expect(kept).toHaveLength(1);
  expect(network.requests).toHaveLength(1);
});

test('a body that cannot be stored does not fail its transfer', async ({ transferring }) => {
  const { network, table, joinAs } = transferring;
  network.on(url, file({ bytes: body }));
  transferring.keeping = Promise.reject(new Error('disk full'));
  expect(await bytesOf((await joinAs('low').readWhole()).body)).toEqual(body);
  await table.settled();
  expect(table.status()).toEqual([]);
});

test('a transfer that is forgotten while it arrives is kept neither whole nor in part', async ({
  transferring: { network, table, keptParts, kept, joinAs },
}) => {
  const otherUrl = 'https://a.test/s2.m4s';
  const other = resourceAt(otherUrl);
  const { answer, send, end } = arrival();
  network.on(url, answer).on(otherUrl, file({ bytes: body, breaksAfter: 2000, end: 'silence' }));
  const player = readAll(joinAs('high').follow());
  const giveUp = table.join({ ...transferRequest, resource: other, priority: 'low' }, forPrefetch).transfer.hold();
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

test('after a sign-out neither a piece of an MP4 file in flight nor the index it needs is stored', async ({
  transferring: { network, table, kept },
}) => {
  const fileUrl = 'https://a.test/film.mp4';
  const pieceUrl = `${fileUrl}/nextreel/0.m4s`;
  const { answer, send, end } = arrival();
  network.on(pieceUrl, answer);
  network.on(fileUrl, file({ bytes: body }));
  const [piece, index] = [pieceUrl, fileUrl].map(resourceAt);
  if (piece === undefined || index === undefined) throw new Error('no resource');
  const read = () =>
    table
      .join({ ...transferRequest, resource: index, priority: 'low' }, { purpose: 'prefetch', cause: null })
      .transfer.readWhole();
  const player = readAll(
    table.join({ ...transferRequest, resource: piece, priority: 'high' }, forPlayer).transfer.follow(),
  );
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

test('each step of a transfer is recorded in the life of its resource', async ({
  transferring: { network, table, lives },
}) => {
  const steps: string[] = [];
  lives.observe(({ after, ledgerEvents }) =>
    steps.push([after.state, ...ledgerEvents.map(({ what }) => what)].join(' ')),
  );
  network.on(
    url,
    file({ bytes: body, breaksAfter: 2000, end: 'silence', etag: '"1"' }),
    file({ bytes: body, etag: '"1"' }),
  );
  const giveUp = table.join({ ...transferRequest, priority: 'low' }, forPrefetch).transfer.hold();
  await settle();
  giveUp();
  await settle();
  expect(lives.find(resource.key)).toMatchObject({ state: 'gone', bytes: 2000 });
  await readAll(table.join({ ...transferRequest, priority: 'high' }, forPlayer).transfer.follow());
  await table.settled();
  expect(steps).toEqual(['under-way begun', 'gone cancelled', 'gone part-used', 'under-way', 'under-way', 'arrived']);
});

test.for(['no-store', 'max-age=0', 'no-cache'])(
  'a complete response with %s is not joined, however long it takes to be stored',
  async (control, { transferring }) => {
    const { network, table, joinAs } = transferring;
    transferring.keeping = new Promise(() => undefined);
    network.on(url, file({ bytes: body, headers: { 'cache-control': control } }));
    await joinAs('high').whole;
    expect(table.find(resource.key)).toBeUndefined();
    expect(table.join({ ...transferRequest, priority: 'high' }, forPlayer).isNew).toBe(true);
  },
);

test('a transfer never reports a negative elapsed time when the clock is set back', async ({
  transferring: { network, table, joinAs },
}) => {
  network.on(url, silence);
  joinAs('high').whole.catch(() => undefined);
  vi.setSystemTime(Date.now() - 60_000);
  expect(table.status()).toMatchObject([{ elapsedMs: 0 }]);
});

test('a request that must go to the origin does not join the transfer in flight', async ({
  transferring: { network, table, joinAs },
}) => {
  network.on(url, file({ bytes: body }));
  joinAs('high');
  expect(table.join({ ...transferRequest, priority: 'high' }, forPlayer).isNew).toBe(false);
  expect(table.join({ ...transferRequest, priority: 'high', from: 'origin' }, forPlayer).isNew).toBe(true);
});

test('a response from the browser cache is used if that is allowed, and its transfer time does not count', async ({
  transferring: { network, table, joinAs },
}) => {
  network.on(url, file({ bytes: body }));
  const { whole } = table.join({ ...transferRequest, priority: 'high', from: 'browser' }, forPlayer).transfer;
  expect(await whole).toMatchObject({ transferMs: 0 });
  await table.settled();
  await joinAs('high').whole;
  expect(network.requests.map(({ cache }) => cache)).toEqual(['force-cache', 'no-store']);
});

test('a request that is meant for another origin does not wait for a silent one', async ({
  transferring: { network, table, joinAs },
}) => {
  const elsewhere = 'https://b.test/s1.m4s';
  network.on(url, silence).on(elsewhere, file({ bytes: body }));
  joinAs('low').hold();
  const other = { ...resource, urls: [elsewhere] };
  const { transfer, isNew } = table.join({ ...transferRequest, resource: other, priority: 'high' }, forPlayer);
  expect(isNew).toBe(true);
  const signedAnew = { ...resource, urls: [`${elsewhere}?sig=2`] };
  expect(table.join({ ...transferRequest, resource: signedAnew, priority: 'high' }, forPlayer).isNew).toBe(false);
  expect(await bytesOf((await transfer.readWhole()).body)).toEqual(body);
});
