import { assessFreshness } from '../../sw/decision/http/freshness.ts';
import { Lives } from '../../sw/lives.ts';
import { openCache } from '../../sw/cache/open-cache.ts';
import type { Entry } from '../../sw/cache/entry.ts';
import { respondFromFile } from '../../sw/fetch-handler/respond.ts';
import { fillDatabase } from './fill.ts';
import { sampleKey } from './sample.ts';

/** The bench's service worker: the real cache behind a fetch handler that answers by the `way` of the request. */
type RequestEvent = Event & { readonly request: Request; respondWith(response: Promise<Response>): void };
type LifeEvent = Event & { waitUntil(work: Promise<unknown>): void };
type Worker = { skipWaiting(): Promise<void>; readonly clients: { claim(): Promise<void> } };

const databaseName = new URL(self.location.href).searchParams.get('database') ?? 'bench';
const mebibyte = 1024 * 1024;
const nowMs = () => performance.timeOrigin + performance.now();

const cacheWith = (memoryBytes: number) =>
  openCache(
    {
      databaseName,
      memory_budget_bytes: memoryBytes,
      memory_time_to_live: 3600,
      max_age: 86_400,
      sweep_interval: 0,
    },
    {
      nowMs,
      newName: () => crypto.randomUUID(),
      readConditions: async () => ({
        configuredBytes: 4096 * mebibyte,
        quotaBytes: null,
        usageBytes: null,
        deviceMemoryGibibytes: null,
        saveData: false,
      }),
      onStoreFailure: (cause) => console.error('The store failed', cause),
      onStoreRecovery: () => console.error('The store works again'),
      onDamaged: (key) => console.error(`Damaged: ${key}`),
      savedPlaceOf: () => undefined,
      mayHoldSaved: () => Promise.resolve(false),
    },
    new Lives(),
  );

const withMemory = cacheWith(256 * mebibyte);
const storeOnly = cacheWith(0);

const entryOf = (key: string, sizeBytes: number): Entry => ({
  key,
  sizeBytes,
  contentType: 'video/mp4',
  fileBytes: null,
  headers: {},
  freshness: assessFreshness({ kind: 'segment', header: () => null, requestedAtMs: nowMs(), receivedAtMs: nowMs() }),
  selection: {},
  sourceUrl: key,
  firstByteMs: 10,
  transferMs: 20,
  storedAtMs: nowMs(),
  prefetchedBy: null,
  isPinned: false,
});

async function answerFrom(cache: typeof withMemory.cache, key: string): Promise<Response> {
  const found = await cache.find(key);
  if (found === undefined) return new Response(null, { status: 404 });
  const { contentType, firstByteMs, transferMs } = found.entry;
  const source = found.tier;
  return respondFromFile(found.body, null, {
    source,
    originId: 'bench',
    contentType,
    headers: {},
    firstByteMs,
    transferMs,
    transferBytes: found.body.size,
    ageMs: 0,
    spentMs: null,
    sharedLinkBps: null,
  });
}

/** Stores a sample in every place from which it will be requested. */
async function keep(url: URL): Promise<Response> {
  const response = await fetch(`/origin${sampleKey(url)}`);
  const body = await response.clone().blob();
  await storeOnly.cache.put(entryOf(sampleKey(url), body.size), body);
  const { body: ours, ...head } = { body: response.body, status: 200, headers: { 'content-type': 'video/mp4' } };
  await (await caches.open('bench')).put(`/cached${sampleKey(url)}`, new Response(ours, head));
  await withMemory.cache.warm([sampleKey(url)]);
  return new Response('kept');
}

const ways: Record<string, (url: URL, request: Request) => Promise<Response>> = {
  memory: (url) => answerFrom(withMemory.cache, sampleKey(url)),
  store: (url) => answerFrom(storeOnly.cache, sampleKey(url)),
  'cache-storage': async (url) =>
    (await (await caches.open('bench')).match(`/cached${sampleKey(url)}`)) ?? new Response(null, { status: 404 }),
  network: (url) => fetch(`/origin${sampleKey(url)}`),
  keep,
  fill: async (url) => {
    await fillDatabase(databaseName, Number(url.searchParams.get('entries')));
    return new Response('filled');
  },
  maintain: async () => {
    const startMs = performance.now();
    await storeOnly.cache.maintain();
    return Response.json({ ...storeOnly.cache.statistics, tookMs: performance.now() - startMs });
  },
};

self.addEventListener('install', (event) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this file is checked with the page's types
  const worker = self as unknown as Worker;
  if (isLifeEvent(event)) event.waitUntil(worker.skipWaiting());
});

self.addEventListener('activate', (event) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this file is checked with the page's types
  const worker = self as unknown as Worker;
  if (isLifeEvent(event)) event.waitUntil(worker.clients.claim());
});

self.addEventListener('fetch', (event) => {
  if (!isRequestEvent(event)) return;
  const url = new URL(event.request.url);
  const way = ways[url.searchParams.get('way') ?? ''];
  if (way !== undefined) event.respondWith(way(url, event.request));
});

function isLifeEvent(event: Event): event is LifeEvent {
  return 'waitUntil' in event;
}

function isRequestEvent(event: Event): event is RequestEvent {
  return 'respondWith' in event;
}
