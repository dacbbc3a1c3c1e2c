import { expect, vi } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { bodyOf, file, silence } from './testing/fake-origins.ts';
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

test('the transfer time includes the time that an earlier transfer spent on the part', async ({
  transferring: { network, table, joinAs },
}) => {
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

test('two parallel transfers from one origin each count only the time that they would have taken alone', async ({
  transferring: { network, table, joinAs },
}) => {
  const otherUrl = 'https://a.test/s2.m4s';
  const bodies = new Map([url, otherUrl].map((at) => [at, arrival()]));
  for (const [at, { answer }] of bodies) network.on(at, answer);
  const other = resourceAt(otherUrl);
  const wholes = [
    joinAs('low'),
    table.join({ ...transferRequest, resource: other, priority: 'low' }, forPrefetch).transfer,
  ].map((transfer) => transfer.readWhole());
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

test('a prefetch counts as speculation beside other resources until a player joins it', async ({
  transferring: { network, table, joinAs },
}) => {
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

test('a prefetched manifest does not count as speculation', async ({ transferring: { network, table } }) => {
  network.on('https://a.test/main.m3u8', file({ bytes: body }));
  const text = resourceAt('https://a.test/main.m3u8');
  table.join({ ...transferRequest, resource: text, priority: 'low' }, forPrefetch);
  expect(table.isBesideSpeculation(resource.key)).toBe(false);
  await settle();
});

test('waiting for a silent origin does not count as transfer time of the one that answers', async ({
  transferring: { network, table },
}) => {
  const origins = ['https://a.test/', 'https://b.test/'].map((at) => ({ id: at, url: at }));
  network.on(url, silence).on('https://b.test/s1.m4s', file({ bytes: body }));
  const replicated = resourceOf(url, null, { origins, volatileParameters: [] });
  const whole = table
    .join({ ...transferRequest, resource: replicated, priority: 'high' }, forPlayer)
    .transfer.readWhole();
  await vi.advanceTimersByTimeAsync(2000);
  expect((await whole).head.url).toBe('https://b.test/s1.m4s');
  expect((await whole).transferMs).toBeLessThan(100);
});
