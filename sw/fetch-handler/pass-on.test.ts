import { afterEach, expect, it, vi } from 'vitest';
import { passOn } from './pass-on.ts';

afterEach(() => void vi.unstubAllGlobals());

it('sends the request as the page made it, and aborts with the signal', async () => {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', (input: Request, init: RequestInit) => {
    asked.push(new Request(input, init));
    return Promise.resolve(new Response());
  });
  const abort = new AbortController();
  const request = new Request('https://a.example/0.m4s', {
    headers: { range: 'bytes=0-9' },
    referrer: '',
    referrerPolicy: 'unsafe-url',
    cache: 'no-cache',
    credentials: 'include',
  });
  await passOn(request, abort.signal);
  const [passed] = asked;
  expect(passed).toMatchObject({
    referrer: '',
    referrerPolicy: 'unsafe-url',
    cache: 'no-cache',
    credentials: 'include',
  });
  expect(passed?.headers.get('range')).toBe('bytes=0-9');
  abort.abort();
  expect(passed?.signal.aborted).toBe(true);
});
