import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import { respondToFailure } from './failure.ts';

const url = 'https://a.example/r1/0.ts';
const request = new Request(url);
const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.stubGlobal('fetch', asked.mockResolvedValue(new Response('as the browser has it', { status: 203 })));
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
  asked.mockReset();
});

it('passes on the status, headers and body of the last origin', async () => {
  const refusal = {
    headers: { 'content-type': 'application/json', 'x-error': 'geo' },
    body: new TextEncoder().encode('{"error":"geo"}'),
  };
  const response = await respondToFailure(request, new DownloadError('status', url, 403, { refusal }));
  expect([response.status, response.headers.get('x-error')]).toEqual([403, 'geo']);
  expect(await response.json()).toEqual({ error: 'geo' });
  expect(asked).not.toHaveBeenCalled();
});

it.each([
  ['answers with an unusual status', new DownloadError('status', url, 203)],
  ['answers with a part that nobody has asked for', new DownloadError('status', url, 206)],
  ['tells another range than was asked for', new DownloadError('changed', url, 206)],
  ['has an empty file', new DownloadError('truncated', url)],
  ['has one that is too large to be held', new DownloadError('too-large', url)],
])('leaves it to the browser what to make of an origin that %s', async (_what, failure) => {
  expect(await (await respondToFailure(request, failure)).text()).toBe('as the browser has it');
  expect(asked).toHaveBeenCalledExactlyOnceWith(request);
});

it('responds with a network error if no origin has responded', async () => {
  expect((await respondToFailure(request, new DownloadError('network', url))).type).toBe('error');
  expect(asked).not.toHaveBeenCalled();
});
