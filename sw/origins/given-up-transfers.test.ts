import { expect, vi } from 'vitest';
import { bytesOf, readAll } from './testing/collecting.ts';
import { rest } from './testing/downloading.ts';
import { file, refusal, silence, status } from './testing/fake-origins.ts';
import { forPlayer, transferRequest, body, resource, settle, test, url } from './testing/transferring.ts';

test('a transfer is aborted when its last reader leaves', async ({ transferring: { network, table, joinAs } }) => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }));
  const transfer = joinAs('high');
  const stream = transfer.follow();
  await settle();
  await stream.cancel();
  await expect(transfer.whole).rejects.toMatchObject({ reason: 'aborted' });
  expect(network.requests[0]?.signal.aborted).toBe(true);
  expect(table.find(resource.key)).toBeUndefined();
});

test('an aborted transfer is not joined, and the next one continues from its part', async ({
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
  const { transfer, isNew } = table.join({ ...transferRequest, priority: 'high' }, forPlayer);
  expect(isNew).toBe(true);
  expect(await readAll(transfer.follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, rest(2000)]);
  expect(keptParts.sizeBytes).toBe(0);
});

test('the part of an aborted transfer is used until it expires', async ({
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
  expect(network.requests[1]?.headers.has('if-range')).toBe(false);
});

test('a part that did not fit is not kept again, even if nothing else arrived', async ({
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

test('an expired part is not used', async ({ transferring: { network, table, joinAs } }) => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'silence' }), file({ bytes: body }));
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  await vi.advanceTimersByTimeAsync(60_001);
  expect(await readAll(joinAs('high').follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, null]);
});

test('readers get an error when every origin fails mid-body, and the next transfer continues from there', async ({
  transferring: { network, table, joinAs },
}) => {
  network.on(url, file({ bytes: body, breaksAfter: 2000, end: 'error' }), refusal, file({ bytes: body }));
  const transfer = joinAs('high');
  await expect(readAll(transfer.follow())).rejects.toMatchObject({ reason: 'network' });
  await table.settled();
  expect(await readAll(joinAs('high').follow())).toEqual(body);
  expect(network.ranges()).toEqual([null, rest(2000), rest(2000)]);
});

test('a transfer aborted before its headers leaves no part', async ({
  transferring: { network, table, keptParts, joinAs },
}) => {
  network.on(url, silence);
  const stream = joinAs('high').follow();
  await settle();
  await stream.cancel();
  await table.settled();
  expect(keptParts.sizeBytes).toBe(0);
});
