import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mediaHeaders } from '../shared/media-headers.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { listenToGivenUp, measured, noteMeasured } from './player-reports.ts';
import { attachVhs } from './vhs-adapter.ts';

/** The part of a request that the adapter uses. */
class SlowRequest extends EventTarget {
  static readonly HEADERS_RECEIVED = 2;
  static readonly DONE = 4;
  readyState = 1;
  headers: Readonly<Record<string, string>> = {};
  readonly getAllResponseHeaders = () =>
    Object.entries(this.headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
}

beforeEach(() => {
  vi.stubGlobal('location', { href: 'https://site.example/feed' });
  vi.stubGlobal('XMLHttpRequest', SlowRequest);
  // Players' reports are shared by the whole page: each test starts with a new page.
  vi.stubGlobal(Symbol.for('nextreel.players'), undefined);
});
afterEach(() => void vi.unstubAllGlobals());

type RequestOptions = { readonly uri: string; readonly headers: Readonly<Record<string, string>> };
type Hook = (options: RequestOptions) => RequestOptions;

/** The request function of a player of video.js, whose own hooks replace those for all players. */
function requestFunction(hooksOfAll: readonly Hook[]) {
  const hooks: Hook[] = [];
  const send = (options: RequestOptions) => {
    const inForce = hooks.length === 0 ? hooksOfAll : hooks;
    const { uri: url, headers } = inForce.reduce((changed, hook) => hook(changed), options);
    return Object.assign(new XMLHttpRequest(), { url, headers });
  };
  return Object.assign(send, { onRequest: (hook: Hook) => void hooks.push(hook) });
}

/** Makes video.js request a byte range. */
function ask(vhs: { bandwidth?: number } = {}, hooksOfAll: readonly Hook[] = []) {
  const givenUp: GivenUpRequest[] = [];
  listenToGivenUp((request) => void givenUp.push(request), new AbortController().signal);
  const player = Object.assign(vhs, { xhr: requestFunction(hooksOfAll) });
  attachVhs(player);
  const send = () => player.xhr({ uri: 'reel/0.mp4', headers: { Range: 'bytes=0-9' } });
  return { request: send(), send, player, givenUp };
}

describe('the time that video.js measures for a request', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    return () => vi.useRealTimers();
  });

  /** The headers arrive after 50 ms and the rest 400 ms later. */
  function measure(headers: Readonly<Record<string, string>>): number {
    const { request } = ask();
    Object.assign(request, { headers: { ...headers, 'content-length': '100000' }, requestTime: Date.now() });
    for (const [readyState, ms] of [
      [XMLHttpRequest.HEADERS_RECEIVED, 50],
      [XMLHttpRequest.DONE, 400],
    ] as const) {
      vi.advanceTimersByTime(ms);
      Object.assign(request, { readyState });
      request.dispatchEvent(new Event('readystatechange'));
    }
    return Date.now() - Number(Reflect.get(request, 'requestTime'));
  }
  const network = { [mediaHeaders.firstByteMs]: '40', [mediaHeaders.spentMs]: '0' };

  it.each([
    ['the full time without a worker', {}, 450],
    ['the time minus the trip to the worker for a cache miss', network, 440],
    [
      'the original transfer time for cached bytes',
      { [mediaHeaders.firstByteMs]: '90', [mediaHeaders.transferMs]: '700' },
      700,
    ],
    [
      'the time that the whole link would take for bytes that shared it',
      { ...network, [mediaHeaders.lineBps]: '2000000' },
      400,
    ],
  ])('is %s', (_, headers, ms) => {
    noteMeasured(4_000_000);
    expect(measure(headers)).toBe(ms);
  });
});

it('reports a request that video.js aborts before it gets a response', () => {
  const { request, givenUp } = ask();
  request.dispatchEvent(new Event('abort'));
  expect(givenUp).toMatchObject([{ url: 'https://site.example/reel/0.mp4', range: 'bytes=0-9' }]);
});

it('does not report a request aborted after its response began', () => {
  const { request, givenUp } = ask();
  Object.assign(request, { readyState: XMLHttpRequest.HEADERS_RECEIVED });
  request.dispatchEvent(new Event('readystatechange'));
  request.dispatchEvent(new Event('abort'));
  expect(givenUp).toEqual([]);
});

it('reports the bandwidth of video.js once it is measured, and not the configured one', () => {
  const vhs = { bandwidth: 4_194_304 };
  const { request } = ask(vhs);
  request.dispatchEvent(new Event('loadend'));
  expect(measured.bps).toBeNull();
  vhs.bandwidth = 2_000_000;
  request.dispatchEvent(new Event('loadend'));
  expect(measured.bps).toBe(2_000_000);
});

describe('a request hook of the site', () => {
  const addToken: Hook = (options) => ({ ...options, uri: `${options.uri}?token=1` });

  it('for all players stays in force, and an aborted request is reported at the address that it made', () => {
    const { request, givenUp } = ask({}, [addToken]);
    request.dispatchEvent(new Event('abort'));
    expect(givenUp).toMatchObject([{ url: 'https://site.example/reel/0.mp4?token=1' }]);
  });

  it('for one player may still be set', () => {
    const { player, send } = ask();
    player.xhr.onRequest(addToken);
    expect(send().url).toBe('reel/0.mp4?token=1');
  });
});

it('a request that cannot be observed is sent all the same', () => {
  const broken = Object.defineProperty({}, 'bandwidth', {
    get: () => {
      throw new Error('there is no segment loader yet');
    },
  });
  expect(ask(broken).request.url).toBe('reel/0.mp4');
});
