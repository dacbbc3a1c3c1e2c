import { expect, vi } from 'vitest';
import { bytesOf, readAll } from './testing/collecting.ts';
import { rest } from './testing/downloading.ts';
import { file, refusal, silence, status } from './testing/fake-origins.ts';
import { aPlayer, asked, body, resource, settle, test, url } from './testing/transferring.ts';

test('the last reader that leaves ends the transfer', async ({ transferring: { network, table, joinAs } }) => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }));
  const transfer = joinAs('high');
  const stream = transfer.follow();
  await settle();
  await stream.cancel();
  await expect(transfer.whole).rejects.toMatchObject({ reason: 'aborted' });
  expect(network.asked[0]?.signal.aborted).toBe(true);
  expect(table.find(resource.key)).toBeUndefined();
});

test('what was given up is not joined: its successor goes on from its part', async ({
  transferring: { network, table, keptParts, joinAs },
}) => {
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

test('the part of a transfer that was given up earlier is used within its time', async ({
  transferring: { network, table, keptParts, joinAs },
}) => {
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
  expect(network.asked[1]?.headers.has('if-range')).toBe(false);
});

test('a part that was of no use is not kept again, also when nothing else came', async ({
  transferring: { network, table, keptParts, joinAs },
}) => {
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

test('after its time the part is dropped', async ({ transferring: { network, table, joinAs } }) => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }), file({ bytes: body }));
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  await vi.advanceTimersByTimeAsync(60_001);
  expect(await readAll(joinAs('high').follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, null]);
});

test('when every origin fails in the middle the readers learn it, and the next attempt goes on from there', async ({
  transferring: { network, table, joinAs },
}) => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'error' }), refusal, file({ bytes: body }));
  const transfer = joinAs('high');
  await expect(readAll(transfer.follow())).rejects.toMatchObject({ reason: 'network' });
  await table.settled();
  expect(await readAll(joinAs('high').follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, rest(2000), rest(2000)]);
});

test('a transfer that was given up before its headers leaves nothing', async ({
  transferring: { network, table, keptParts, joinAs },
}) => {
  network.on(url, silence);
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  expect(keptParts.sizeBytes).toBe(0);
});
