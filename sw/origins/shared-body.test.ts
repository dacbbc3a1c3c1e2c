import { expect, vi } from 'vitest';
import { defer } from './deferred.ts';
import { readAll } from './testing/collecting.ts';
import { file, refusal, silence } from './testing/fake-origins.ts';
import { forPlayer, arrival, transferRequest, body, settle, test, url } from './testing/transferring.ts';

test('any number of readers get all bytes of one transfer, whenever they join', async ({ transferring }) => {
  const { network, joinAs } = transferring;
  const { answer, send, end } = arrival();
  network.on(url, answer);
  transferring.keeping = defer<void>().promise;
  const first = readAll(joinAs('low').follow());
  send(0, 2000);
  await settle();
  const second = readAll(joinAs('high').follow());
  send(2000, 5003);
  end();
  await settle();
  const third = readAll(joinAs('high').follow());
  for (const read of [first, second, third]) expect(await read).toEqual(body);
  expect(network.requests).toHaveLength(1);
});

test('a reader gets the bytes received so far before the rest arrives', async ({
  transferring: { network, joinAs },
}) => {
  const { answer, send } = arrival();
  network.on(url, answer);
  const transfer = joinAs('high');
  const reader = transfer.follow().getReader();
  send(0, 2000);
  expect((await reader.read()).value).toEqual(body.slice(0, 2000));
  expect(transfer.status).toMatchObject({ receivedBytes: 2000, lengthBytes: 5003, fillLevel: 2000 / 5003 });
});

test('a range of a body is read from the bytes received so far before the rest arrives', async ({
  transferring: { network, joinAs },
}) => {
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

test('a slow reader does not make the origin count as stalled', async ({ transferring: { network, joinAs } }) => {
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

test('a reader that leaves does not abort a transfer that another one reads', async ({
  transferring: { network, joinAs },
}) => {
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

test('a reader may leave while it waits for bytes', async ({ transferring: { network, joinAs } }) => {
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

test('a failure before the first byte reaches every reader', async ({ transferring: { network, joinAs } }) => {
  network.on(url, refusal);
  const transfer = joinAs('high');
  const read = readAll(transfer.follow());
  await expect(transfer.head).rejects.toMatchObject({ reason: 'network' });
  await expect(read).rejects.toMatchObject({ reason: 'network' });
  await expect(transfer.readWhole()).rejects.toMatchObject({ reason: 'network' });
});

test('a reader aborted before the first byte does not keep the transfer alive', async ({
  transferring: { network, table },
}) => {
  network.on(url, silence);
  const stop = new AbortController();
  const { transfer } = table.join({ ...transferRequest, priority: 'high' }, forPlayer);
  transfer.follow(undefined, stop.signal);
  await vi.advanceTimersByTimeAsync(10);
  expect(network.requests[0]?.signal.aborted).toBe(false);
  stop.abort();
  await expect(transfer.whole).rejects.toMatchObject({ reason: 'aborted' });
  expect(network.requests[0]?.signal.aborted).toBe(true);
});
