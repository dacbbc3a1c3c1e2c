import type { SavedPlace } from '../../src/shared/saved-record.ts';
import { afterEach, expect, it, vi } from 'vitest';
import { handleFetch, type Routes } from './fetch-handler.ts';

const scopeOrigin = 'https://page.example';

afterEach(() => void vi.useRealTimers());

/** Where files are saved; a promise stands for a list that is not loaded yet. */
const saved = new Map<string, SavedPlace | Promise<SavedPlace | undefined>>([
  ['https://elsewhere.example/saved.mov', { unit: 'unit', key: 'key' }],
  ['https://media.example/early.mp4', Promise.resolve(undefined)],
  ['https://elsewhere.example/early.mp4', Promise.resolve(undefined)],
]);

const verdicts = new Map([
  ['elsewhere.example', 'foreign'],
  ['perhaps.example', 'unknown'],
]);

/** Handles a request for a page of the feed, or one with other traits, and reports what was called. */
function ask(
  init: RequestInit,
  clientId = 'page',
  traits: object = {},
  answer = () => Promise.resolve(new Response()),
) {
  const events: string[] = [];
  const asked: [url: string, isPersonal: boolean][] = [];
  const waits: Promise<unknown>[] = [];
  const routes: Partial<Routes> = Object.assign(Object.create(null), {
    scopeOrigin,
    shell: { hasRoute: () => false, hasFile: () => false },
    api: { owns: () => false },
    formerPages: { has: (id: string) => id === 'former' },
    feedPages: {
      owns: ({ pathname }: URL) => pathname === '/feed.json',
      stopPrefetching: () => events.push('left alone'),
      answer: () => {
        events.push('answered');
        return answer();
      },
    },
    territory: {
      judge: (url: string) => verdicts.get(new URL(url).host) ?? 'served',
      noteUnread: () => events.push('left unread'),
    },
    settings: { restore: () => Promise.resolve() },
    cache: { maintain: () => Promise.resolve() },
    navigator: { onLine: !('isOffline' in traits) },
    forbidden: { noteRequest: (...how: [string, boolean]) => asked.push(how) },
    personal: { accessTo: undefined },
    view: { latest: { reels: [{ url: 'https://media.example/named.mp4', format: 'file' }], origins: [] } },
    savedFiles: { placeOf: (url: string) => saved.get(url) },
    fileReaders: {
      has: ({ clientId: id }: FetchEvent) => id === 'reading',
      answer: (_event: unknown, from: typeof answer) => from(),
    },
    mp4: { answerFile: answer },
    waiting: { answer },
    deliveries: { answered: () => undefined },
    nowMs: () => 0,
  });
  const request = new Request(`${scopeOrigin}/feed.json`, init);
  for (const [name, value] of Object.entries(traits)) Object.defineProperty(request, name, { value });
  const event = {
    clientId,
    request,
    respondWith: (response: Promise<unknown>) => {
      events.push('responded');
      waits.push(response);
    },
    waitUntil: (work: Promise<unknown>) => void waits.push(work),
  };
  handleFetch(Object.assign(Object.create(null), event), Object.assign(Object.create(null), routes));
  return { events, asked, over: Promise.all(waits) };
}

it('answers requests for pages of the feed', () => {
  expect(ask({}).events).toEqual(['answered', 'responded']);
});

it.each<[string, RequestInit]>([
  ['an authorisation', { headers: { authorization: 'Bearer ann' } }],
  ["a token of the page's own", { headers: { 'x-token': 'ann' } }],
])('leaves a feed that is requested with %s to the browser, and does not prefetch it', (_what, init) => {
  expect(ask(init).events).toEqual(['left alone']);
});

it.each<[string, RequestInit, boolean]>([
  ['with a token, and remembers that', { headers: { 'x-token': 'ann' } }, true],
  ['without credentials, and remembers that', {}, false],
])('sees a player request media %s', (_what, init, isPersonal) => {
  const url = 'https://media.example/0.m4s';
  expect(ask(init, 'page', { url }).asked).toEqual([[url, isPersonal]]);
});

it('remembers nothing about a request for media that it does not handle', () => {
  expect(ask({ headers: { 'x-token': 'ann' } }, 'page', { url: 'https://elsewhere.example/0.m4s' }).asked).toEqual([]);
});

it.each(['cors', 'no-cors'])('leaves a file that is neither saved nor in view to the browser (%s)', (mode) => {
  expect(ask({}, 'page', { url: 'https://media.example/a.mp4', destination: 'video', mode }).events).toEqual([]);
});

it.each([
  ['is saved, at any site and whichever reels are in view', 'https://elsewhere.example/saved.mov', ['responded']],
  ['may be saved, as a worker that has just started cannot know yet', 'https://media.example/early.mp4', ['responded']],
  ['is on another site and not known to be saved', 'https://elsewhere.example/early.mp4', []],
])('a request of a video element for a file that %s (%s) is handled as %j', (_what, url, events) => {
  expect(ask({}, 'page', { url, destination: 'video' }).events).toEqual(events);
});

it.each(['script', 'style', 'worker', 'document'])(
  'leaves a file for a %s to the browser, whatever its name',
  (destination) => {
    expect(ask({}, 'page', { url: 'https://media.example/0.ts', destination }).events).toEqual([]);
  },
);

it.each([
  ['left to the browser', {}, []],
  ['looked up in the cache while the browser is offline', { isOffline: true }, ['responded']],
])('a picture that may be one of the feed is %s', (_what, connection, events) => {
  const traits = { url: 'https://perhaps.example/a.jpg', destination: 'image', ...connection };
  expect(ask({}, 'page', traits).events).toEqual(events);
});

it('keeps answering an element that reads a file when its reel is no longer in view', () => {
  const traits = { url: 'https://media.example/a.mp4', destination: 'video' };
  expect(ask({}, 'reading', traits).events).toEqual(['responded']);
});

it('leaves requests of a page whose viewer has signed out to the browser', () => {
  expect(ask({}, 'former').events).toEqual([]);
});

it.each<[string, RequestInit]>([
  ['does not follow redirects', { redirect: 'error' }],
  ['gives the digest of the file', { integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' }],
])('leaves a request that %s to the browser', (_what, init) => {
  expect(ask(init).events).toEqual([]);
});

it.each([
  ['https://media.example/live.m3u8', ['responded']],
  ['https://media.example/live.m3u8?_HLS_skip=YES', ['responded']],
  ['https://media.example/live.m3u8?_HLS_msn=7', ['left unread']],
  ['https://media.example/live.m3u8?t=1&_HLS_msn=7&_HLS_part=2', ['left unread']],
])(
  'leaves only blocking playlist reloads to the browser, and notes that it has not read them (%s: %j)',
  (url, events) => {
    expect(ask({}, 'page', { url }).events).toEqual(events);
  },
);

it.each([
  ['a page of the feed', {}],
  ['a file that a video element reads', { url: 'https://media.example/named.mp4', destination: 'video' }],
])('gives up on %s before the browser would terminate the worker', async (_what, traits) => {
  vi.useFakeTimers();
  const { over } = ask({}, 'page', traits, () => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(4.5 * 60_000);
  expect(await over).toContainEqual(expect.objectContaining({ type: 'error' }));
});
