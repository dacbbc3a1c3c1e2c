import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GivenUpRequest } from '../shared/messages.ts';
import { listenToGivenUp } from './player-reports.ts';
import { attachVhs, type Vhs } from './vhs-adapter.ts';

type Hook = Parameters<NonNullable<Vhs['xhr']['onRequest']>>[0];

/** As much of a request as is looked at. */
class SlowRequest extends EventTarget {
  static readonly HEADERS_RECEIVED = 2;
  readyState = 1;
  readonly getAllResponseHeaders = () => '';
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
