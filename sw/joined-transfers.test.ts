import { expect, vi } from 'vitest';
import { type Resource, resourceOf } from './decision/resource/resource.ts';
import { MediaHandler } from './fetch-handler/media-handler.ts';
import type { KeptBody } from './fetch-handler/media-sources.ts';
import { PlaybackSources } from './fetch-handler/playback-sources.ts';
import { keptBody } from './fetch-handler/testing/kept-body.ts';
import { file, mediaBytes, type Responder, status } from './origins/testing/fake-origins.ts';
import {
  body,
  forPrefetch,
  resource,
  settle,
  test,
  transferRequest,
  type Transferring,
  url,
} from './origins/testing/transferring.ts';

const identity = { origins: [], volatileParameters: [] };

/** Answers after a delay, and rejects when the request is aborted. */
const after =
  (delayMs: number, answering: Responder): Responder =>
  (request) =>
    new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
      setTimeout(() => resolve(answering(request)), delayMs);
    });

type World = { readonly kept?: KeptBody; readonly onYield?: () => void; readonly onForesight?: () => void };

/** Answers a player's request from these transfers. */
function play(
  { table, network, lives }: Transferring,
  init: RequestInit = {},
  { kept, onYield, onForesight = () => undefined }: World = {},
) {
  const sources = new PlaybackSources({
    scopeOrigin: 'https://page.test',
    navigator: { onLine: true },
    nowMs: network.nowMs,
    cache: { find: (key) => Promise.resolve(key === resource.key ? kept : undefined) },
    lives,
    liveStreams: { has: () => false },
    transfers: table,
    queue: { hasMore: false },
    measured: { link: (bps) => ({ bps }) },
    view: { throughputBps: 0 },
    network: {
      identityFor: () => Promise.resolve(identity),
      drop: () => Promise.resolve(),
      join: (wanted, { headers, from, renews, priority, purpose }) =>
        table.join(
          { ...transferRequest, resource: wanted, headers, from, priority, ...(renews && { renews }) },
          { purpose },
        ),
    },
    origins: { idOf: () => 'a' },
    choices: { noteRequested: () => false },
    prefetcher: { replan: () => Promise.resolve() },
    deliveries: { countPrefetchHit: onForesight },
    lanes: { giveWayTo: () => onYield !== undefined && queueMicrotask(onYield) },
  });
  return new MediaHandler(sources).answer({ waitUntil: () => undefined }, new Request(url, init));
}

function prefetch({ table }: Transferring, wanted: Resource, renews?: KeptBody): { stop: () => void } {
  const abort = new AbortController();
  const { transfer } = table.join(
    { ...transferRequest, resource: wanted, priority: 'low', ...(renews && { renews }) },
    forPrefetch,
  );
  transfer.readWhole(abort.signal).catch(() => undefined);
  return { stop: () => abort.abort() };
}

test('a player keeps alive the range it joined when the prefetch yields to it and stops', async ({ transferring }) => {
  const { network } = transferring;
  network.on(url, after(500, file({ bytes: body })));
  const { stop } = prefetch(transferring, resourceOf(url, { firstByte: 0, lastByte: 99 }, identity));
  await settle();
  const answered = play(transferring, { headers: { range: 'bytes=0-99' } }, { onYield: stop });
  await vi.advanceTimersByTimeAsync(600);
  expect(await (await answered).bytes()).toEqual(body.slice(0, 100));
  expect(network.requests).toHaveLength(1);
});

test('a player keeps alive the revalidation it joined when the prefetch yields to it and stops', async ({
  transferring,
}) => {
  const { network } = transferring;
  const kept = keptBody(body);
  network.on(url, after(500, status(304)));
  const { stop } = prefetch(transferring, resource, kept);
  await settle();
  const answered = play(transferring, {}, { kept, onYield: stop });
  await vi.advanceTimersByTimeAsync(600);
  expect((await answered).headers.get('x-nextreel-source')).toBe('store');
  expect(transferring.kept.map(({ head }) => head.isConfirmed)).toEqual([true]);
});

test('a revalidation larger than the read-ahead completes after its player was given the stale copy', async ({
  transferring,
}) => {
  const kept = keptBody(body);
  const replacement = mediaBytes(15_000);
  transferring.network.on(url, after(5000, file({ bytes: replacement })));
  const answered = play(transferring, {}, { kept });
  await vi.advanceTimersByTimeAsync(6000);
  expect(await (await answered).bytes()).toEqual(body);
  expect(transferring.kept.map((whole) => whole.body.size)).toEqual([replacement.length]);
});

test('a player that joins a prefetch raises its priority and marks it as requested', async ({ transferring }) => {
  const { network, table, lives } = transferring;
  network.on(url, after(500, file({ bytes: body })));
  prefetch(transferring, resource);
  await settle();
  const answered = play(transferring);
  await settle();
  expect([table.find(resource.key)?.status.priority, lives.find(resource.key)?.isRequested]).toEqual(['high', true]);
  await vi.advanceTimersByTimeAsync(600);
  expect([(await answered).headers.get('x-nextreel-source'), network.requests.length]).toEqual(['joined', 1]);
});

test('a player does not join a transfer negotiated for a different Accept-Language', async ({ transferring }) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('auf Deutsch')));
  const { network } = transferring;
  network.on(url, after(500, file({ bytes: body, headers: { vary: 'Accept-Language' } })));
  const inLanguage = (language: string) => play(transferring, { headers: { 'accept-language': language } });
  const answered = Promise.all(['en', 'de', 'en'].map(inLanguage));
  await vi.advanceTimersByTimeAsync(600);
  const sizes = (await answered).map(async (answer) => (await answer.bytes()).length);
  expect(await Promise.all(sizes)).toEqual([body.length, 'auf Deutsch'.length, body.length]);
  expect(network.requests).toHaveLength(1);
  vi.unstubAllGlobals();
});

test('a player joins a transfer that varies by Cookie, which is the same for both', async ({ transferring }) => {
  const { network } = transferring;
  network.on(url, after(500, file({ bytes: body, headers: { vary: 'Cookie' } })));
  const answered = Promise.all([play(transferring), play(transferring)]);
  await vi.advanceTimersByTimeAsync(600);
  const sources = (await answered).map(({ headers }) => headers.get('x-nextreel-source'));
  expect([sources, network.requests.length]).toEqual([['network', 'joined'], 1]);
});

test('a response from a prefetched copy counts as foreseen once, and not if the copy is replaced', async ({
  transferring,
}) => {
  const { network } = transferring;
  const stale = keptBody(body);
  const kept = { ...stale, entry: { ...stale.entry, prefetchedBy: forPrefetch.cause } };
  const onForesight = vi.fn();
  const answer = async () => {
    const answered = play(transferring, {}, { kept, onForesight });
    await vi.advanceTimersByTimeAsync(600);
    return (await answered).bytes();
  };
  network.on(url, after(500, status(304)));
  prefetch(transferring, resource, kept);
  await settle();
  expect(await answer()).toEqual(body);
  expect(onForesight).toHaveBeenCalledTimes(1);
  const replacement = mediaBytes(4000);
  network.on(url, after(500, file({ bytes: replacement })));
  expect(await answer()).toEqual(replacement);
  expect(onForesight).toHaveBeenCalledTimes(1);
});
