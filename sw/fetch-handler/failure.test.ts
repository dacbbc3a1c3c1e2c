import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import { respondToFailure } from './failure.ts';

const url = 'https://a.example/r1/0.ts';
const request = new Request(url);
const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.stubGlobal('fetch', asked.mockResolvedValue(new Response('as the browser has it', { status: 203 })));
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
  const response = await respondToFailure(request, new DownloadError('status', url, 403, { refusal }), false);
  expect([response.status, response.headers.get('x-error')]).toEqual([403, 'geo']);
  expect(await response.json()).toEqual({ error: 'geo' });
  expect(asked).not.toHaveBeenCalled();
});

it.each([
  ['responds with an unusual status', new DownloadError('status', url, 203)],
  ['responds with a part although none was requested', new DownloadError('status', url, 206)],
  ['responds with a different range than requested', new DownloadError('changed', url, 206)],
  ['sends an empty file', new DownloadError('truncated', url)],
  ['sends a file that is too large to hold', new DownloadError('too-large', url)],
])('passes the request to the browser if an origin %s', async (_what, failure) => {
  expect(await (await respondToFailure(request, failure, false)).text()).toBe('as the browser has it');
  expect(asked).toHaveBeenCalledExactlyOnceWith(request);
});

it('responds with a network error if no origin has responded', async () => {
  expect((await respondToFailure(request, new DownloadError('network', url), false)).type).toBe('error');
  expect(asked).not.toHaveBeenCalled();
});

it('responds with a 404 offline, so that players turn to a cached rendition', async () => {
  expect((await respondToFailure(request, new DownloadError('network', url), true)).status).toBe(404);
});
