import { beforeEach, expect, it, vi } from 'vitest';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import type { MediaSources } from './media-sources.ts';
import { PlaylistStrategy } from './playlist-strategy.ts';

// It asks for a browser as soon as it is loaded.
vi.mock('workbox-strategies', () => {
  abstract class Strategy {
    abstract _handle(request: Request, event: unknown): unknown;
    handle({ request, event }: { request: Request; event: unknown }): unknown {
      return this['_handle'](request, event);
    }
  }
  return { Strategy };
});

const url = 'https://a.test/low.m3u8';
const playlist = (segment: string) => `#EXTM3U\n#EXTINF:2,\n${segment}\n`;
const freshMs = 600_000;

let nowMs: number;
let kept: string | undefined;
/** What the network says; null for silence. */
let online: string | Error | null;
let asked: number;
let adapt: (text: string) => string;

const about = { contentType: 'text/plain', firstByteMs: 1, fileBytes: null, etag: null, lastModified: null };

function strategy(): PlaylistStrategy {
  const readWhole = (): Promise<{ body: Blob; transferMs: number }> => {
    if (online === null) return new Promise(() => undefined);
    if (online instanceof Error) return Promise.reject(online);
    return Promise.resolve({ body: new Blob([online]), transferMs: 1 });
  };
  const sources: Partial<MediaSources> = {
    nowMs: () => nowMs,
    identity: () => Promise.resolve({ origins: [], volatileParameters: ['token'] }),
    originIdOf: () => 'a',
    sharesLine: () => false,
    settled: () => Promise.resolve(),
    find: () => {
      if (kept === undefined) return Promise.resolve(undefined);
      const entry = { ...about, sourceUrl: url, transferMs: 1, storedAtMs: 0, prefetchedBy: null };
      return Promise.resolve({ tier: 'store', body: new Blob([kept]), entry });
    },
    join: ({ resource }) => {
      asked += 1;
      const head = Promise.resolve({ ...about, url, lengthBytes: null });
      const transfer = { resource, head, receivedBytes: 0, spentMs: 0, readWhole, follow: () => new ReadableStream() };
      return { transfer, isNew: true };
    },
  };
  return new PlaylistStrategy(Object.assign(Object.create(null), sources), {
    nowMs: () => nowMs,
    freshMs,
    wait: () => new Promise((resolve) => setTimeout(resolve, 5)),
    adapt: ({ text }) => Promise.resolve(text).then(adapt),
  });
}

const event = Object.assign(Object.create(null), { waitUntil: () => undefined });
const answerText = async () => (await strategy().handle({ request: new Request(url), event })).text();

beforeEach(() => {
  nowMs = freshMs + 1;
  kept = undefined;
  online = playlist('0.m4s?token=today');
  asked = 0;
  adapt = (text) => text;
});

it('answers what is kept at once, and asks for it anew when it is old', async () => {
  kept = playlist('0.m4s');
  nowMs = freshMs;
  expect([await answerText(), asked]).toEqual([kept, 0]);
  nowMs = freshMs + 1;
  expect([await answerText(), asked]).toEqual([kept, 1]);
});

it('asks the network first when what is kept is old and its addresses are signed', async () => {
  kept = playlist('0.m4s?token=monday');
  expect(await answerText()).toBe(online);
});

it.each([
  ['fails', new Error('no network')],
  ['is silent', null],
])('answers what is kept, however old, when the network %s', async (_what, network) => {
  kept = playlist('0.m4s?token=monday');
  online = network;
  expect(await answerText()).toBe(kept);
});

it('passes on what cannot be read here, from the network and from what is kept', async () => {
  adapt = () => {
    throw new PlaylistError(url, 'is odd');
  };
  online = 'odd';
  expect(await answerText()).toBe('odd');
  kept = 'kept and odd';
  nowMs = 0;
  expect(await answerText()).toBe('kept and odd');
});
