import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GivenUpRequest } from '../shared/messages.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import { listenToGivenUp, noteMeasured } from './player-reports.ts';
import { attachVhs, type Vhs } from './vhs-adapter.ts';

type Hook = Parameters<NonNullable<Vhs['xhr']['onRequest']>>[0];

/** As much of a request as is looked at. */
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
  // What players tell is known to the whole page: each test has a page of its own.
  vi.stubGlobal(Symbol.for('nextreel.players'), undefined);
});
afterEach(() => void vi.unstubAllGlobals());

/** video.js asks for a part of a file. */
function ask() {
  const givenUp: GivenUpRequest[] = [];
  listenToGivenUp((request) => void givenUp.push(request), new AbortController().signal);
  const options: Parameters<Hook>[0] = { uri: 'reel/0.mp4', headers: { Range: 'bytes=0-9' } };
  attachVhs({ xhr: { onRequest: (hook) => void hook(options) } });
  const request = new XMLHttpRequest();
  options.beforeSend?.(request);
  return { request, givenUp };
}

describe('what video.js takes for the time of a request', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    return () => vi.useRealTimers();
  });

  /** Its headers come after 50 ms, and the rest 400 ms later. */
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
    ['without a worker all of it', {}, 450],
    ['of a miss all but what its request took to the worker', network, 440],
    ['of kept bytes what they took once', { [mediaHeaders.firstByteMs]: '90', [mediaHeaders.transferMs]: '700' }, 700],
    ['of bytes that shared the line what the line takes', { ...network, [mediaHeaders.lineBps]: '2000000' }, 400],
  ])('is %s', (_, headers, ms) => {
    noteMeasured(4_000_000);
    expect(measure(headers)).toBe(ms);
  });
});

it('tells what video.js gives up before it is answered', () => {
  const { request, givenUp } = ask();
  request.dispatchEvent(new Event('abort'));
  expect(givenUp).toMatchObject([{ url: 'https://site.example/reel/0.mp4', range: 'bytes=0-9' }]);
});

it('says nothing of a request whose answer has begun: its end is seen by itself', () => {
  const { request, givenUp } = ask();
  Object.assign(request, { readyState: XMLHttpRequest.HEADERS_RECEIVED });
  request.dispatchEvent(new Event('readystatechange'));
  request.dispatchEvent(new Event('abort'));
  expect(givenUp).toEqual([]);
});
