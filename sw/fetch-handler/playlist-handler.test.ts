import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Head } from '../body.ts';
import { assessFreshness } from '../decision/http/freshness.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import type { MediaSources } from './media-sources.ts';
import { PlaylistHandler } from './playlist-handler.ts';

const url = 'https://a.test/low.m3u8';
const playlist = (segment: string) => `#EXTM3U\n#EXTINF:2,\n${segment}\n`;
const freshMs = 600_000;

let nowMs: number;
let kept: string | undefined;
let cacheControl: string;
/** What the network responds; null if it never does. */
let online: string | Error | null;
let asked: number;
let isLive: boolean;
let isOffline: boolean;
/** Headers of an earlier request, whose transfer is joined. */
let underWay: Readonly<Record<string, string>> | null;
let vary: string;
let adapt: (text: string) => string;
/** The rendition to start with. */
let first: string | null;

function handler(): PlaylistHandler {
  const readWhole = (): Promise<{ body: Blob; transferMs: number }> => {
    if (online === null) return new Promise(() => undefined);
    if (online instanceof Error) return Promise.reject(online);
    return Promise.resolve({ body: new Blob([online]), transferMs: 1 });
  };
  const about = {
    contentType: 'text/plain',
    firstByteMs: 1,
    fileBytes: null,
    headers: { 'cache-control': cacheControl, vary },
  };
  const sources: Partial<MediaSources> = {
    nowMs: () => nowMs,
    identityFor: () => Promise.resolve({ origins: [], volatileParameters: ['token'] }),
    originIdOf: () => 'a',
    use: () => undefined,
    sharedLinkBps: () => null,
    isLive: () => isLive,
    isOffline,
    find: () => {
      if (kept === undefined) return Promise.resolve(undefined);
      const header = (name: string) => (name === 'cache-control' ? cacheControl : null);
      const timed = { kind: 'manifest-or-playlist', header, requestedAtMs: 0, receivedAtMs: 0 } as const;
      const freshness = assessFreshness(timed);
      const facts = { freshness, selection: {}, isPinned: false, transferMs: 1, storedAtMs: 0, prefetchedBy: null };
      const entry = { ...about, ...facts, sourceUrl: url };
      return Promise.resolve({ tier: 'store', body: new Blob([kept]), entry });
    },
    join: ({ resource }) => {
      asked += 1;
      const more = { url, lengthBytes: null, etag: null, lastModified: null, digest: null, receivedAtMs: 0 };
      const head: Head = { ...about, ...more, isConfirmed: false, isRedirected: false, mayBeCompressed: false };
      const arriving = {
        requestHeaders: underWay ?? {},
        receivedBytes: 0,
        spentMs: 0,
        readWhole,
        follow: () => new ReadableStream(),
      };
      return {
        transfer: { resource, head: Promise.resolve(head), ...arriving },
        isNew: underWay === null,
        kept: Promise.resolve(),
      };
    },
  };
  return new PlaylistHandler(Object.assign(Object.create(null), sources), ({ text }) =>
    Promise.resolve(text)
      .then(adapt)
      .then((adapted) => ({ text: adapted, first })),
  );
}

const event = { waitUntil: () => undefined };
const answer = () => handler().answer(event, new Request(url));
const answerText = async () => (await answer()).text();

beforeEach(() => {
  nowMs = freshMs + 1;
  kept = undefined;
  cacheControl = `max-age=${freshMs / 1000}`;
  online = playlist('0.m4s?token=today');
  asked = 0;
  isLive = false;
  isOffline = false;
  underWay = null;
  vary = '';
  adapt = (text) => text;
  first = null;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('serves a kept playlist while it is fresh, and asks its origin afterwards', async () => {
  kept = playlist('0.m4s');
  nowMs = freshMs - 1;
  expect([await answerText(), asked]).toEqual([kept, 0]);
  nowMs = freshMs;
  expect([await answerText(), asked]).toEqual([online, 1]);
});

it.each([
  ['fails', new Error('no network')],
  ['responds with 503', new DownloadError('status', url, 503)],
  ['does not respond', null],
])('serves a cached playlist, however old, if the network %s', async (_what, network) => {
  kept = playlist('0.m4s?token=monday');
  online = network;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const answered = answerText();
  await vi.advanceTimersByTimeAsync(5000);
  expect(await answered).toBe(kept);
});

it.each([404, 403])('does not serve a kept playlist when its origin responds %i', async (status) => {
  kept = playlist('0.m4s');
  online = new DownloadError('status', url, status);
  expect((await answer()).status).toBe(status);
});

it.each([
  ['a 404 to a player that may turn to a cached rendition', false, 'default'],
  ['a network error to the player of a live stream, which waits for the network by itself', true, 'error'],
])('responds offline with %s', async (_title, live, type) => {
  isOffline = true;
  isLive = live;
  online = new DownloadError('network', url);
  expect((await answer()).type).toBe(type);
});

it('does not serve a stale playlist marked must-revalidate', async () => {
  kept = playlist('0.m4s');
  cacheControl = 'max-age=1, must-revalidate';
  online = new Error('no network');
  expect((await answer()).type).toBe('error');
});

it('passes on a playlist that cannot be parsed, from the network and from the cache', async () => {
  adapt = () => {
    throw new PlaylistError(url, 'is odd');
  };
  online = 'odd';
  expect(await answerText()).toBe('odd');
  kept = 'kept and odd';
  nowMs = 0;
  expect(await answerText()).toBe('kept and odd');
});

it('leaves a playlist unchanged when its origin sends no-transform', async () => {
  adapt = (text) => text.replace('#EXTM3U', '#EXTM3U\n#EXT-X-ADAPTED');
  expect(await answerText()).toContain('#EXT-X-ADAPTED');
  cacheControl = 'max-age=60, No-Transform';
  expect(await answerText()).toBe(online);
});

it('does not join a transfer negotiated for a different Accept-Language', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('auf Deutsch')));
  const answerIn = async (language: string) => {
    const request = new Request(url, { headers: { 'accept-language': language } });
    return (await handler().answer(event, request)).text();
  };
  underWay = { 'accept-language': 'en' };
  vary = 'Accept-Language';
  expect([await answerIn('en'), await answerIn('de')]).toEqual([online, 'auf Deutsch']);
});

const manifestOf = (...names: string[]) =>
  ['#EXTM3U', ...names.map((name, place) => `#EXT-X-STREAM-INF:BANDWIDTH=${place + 1}\n${name}`)].join('\n');

it.each([
  ['was put first', manifestOf('a', 'b'), manifestOf('b', 'a'), 'max-age=60', '1'],
  ['was first already', manifestOf('b', 'a'), manifestOf('b', 'a'), 'max-age=60', '1'],
  ['could not be put first', manifestOf('a', 'b'), manifestOf('a', 'b'), 'max-age=60', null],
  ['may not be put first', manifestOf('a', 'b'), manifestOf('b', 'a'), 'max-age=60, no-transform', null],
])(
  'says whether the rendition to start with is the first of a manifest: it %s',
  async (_title, text, adapted, rule, said) => {
    online = text;
    cacheControl = rule;
    adapt = () => adapted;
    first = new URL('b', url).href;
    expect((await answer()).headers.get('x-nextreel-ordered')).toBe(said);
  },
);
